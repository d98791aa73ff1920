// The lessons as cards: what each shows, how long it takes, and whether the reader has gone through it.
#pragma once

#include "app/pages/page.h"

class QGridLayout;

namespace rotorscope {

class LessonsPage : public Page {
  Q_OBJECT

 public:
  explicit LessonsPage(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QWidget* make_settings_panel() override;
  void came_to_front() override;

 signals:
  /// Index in the list of lessons.
  void lesson_wanted(int lesson);

 private:
  void build_cards();

  QGridLayout* grid_;
};

}  // namespace rotorscope
