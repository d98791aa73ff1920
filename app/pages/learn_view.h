// A rotation while it is learned: controls, curves, and the selected site's histogram moving.
#pragma once

#include "core/protocol/inspect.h"
#include "core/protocol/rotate.h"

#include <QWidget>
#include <array>

class QLabel;
class QPushButton;

namespace rotorscope {

class CurvesView;
class HistogramView;
class Session;

class LearnView : public QWidget {
  Q_OBJECT

 public:
  explicit LearnView(Session& session, QWidget* parent = nullptr);

  /// Goes on from the rotation that was learned, as a new run.
  static void start_further(Session& session);
  /// Starts learning from the rotation of the settings, or a random Hadamard where that is none or learned.
  static void start(Session& session);

 private:
  void describe_curves();
  [[nodiscard]] std::array<CurvesView*, 4> curves() const { return {loss_, gradient_, rate_, orthogonality_}; }
  void rebuild_runs();
  void add_step(const LearnStep& step);
  void move_histogram(const SiteView& view);
  void update_state();

  Session& session_;
  CurvesView* loss_;
  CurvesView* gradient_;
  CurvesView* rate_;
  CurvesView* orthogonality_;
  HistogramView* histogram_;
  QPushButton* learn_;
  QPushButton* further_;
  QPushButton* pause_;
  QPushButton* cancel_;
  QLabel* status_;
};

}  // namespace rotorscope
