// Rotations: compared side by side, learned, and swept over seeds.
#pragma once

#include "app/pages/page.h"

class QTabWidget;

namespace rotorscope {

class CompareRotations;
class LearnView;
class SweepView;

class RotatePage : public Page {
  Q_OBJECT

 public:
  explicit RotatePage(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QWidget* make_settings_panel() override;
  void came_to_front() override;
  /// Shows the learning view; for the Run menu.
  void show_learning();
  void show_side_by_side();
  void show_seeds();

 private:
  void update_state();

  QTabWidget* tabs_;
  CompareRotations* compare_;
  LearnView* learn_;
  SweepView* sweep_;
};

}  // namespace rotorscope
