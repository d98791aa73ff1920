// Live curves of learning: loss, gradient norm, orthogonality error, learning rate; several runs overlaid.
#pragma once

#include "widgets/plot_frame.h"

#include <memory>
#include <span>

namespace rotorscope {

struct CurvePoint {
  double x = 0;
  double y = 0;
};

/// Which point of a run is marked as its best.
enum class BestPoint { none, lowest, highest };

/// Points may come at any rate: they are collected and drawn every 33 ms. GUI thread only.
class CurvesView : public PlotFrame {
  Q_OBJECT
 public:
  explicit CurvesView(QWidget* parent = nullptr);
  ~CurvesView() override;

  /// A new curve; returns its number. The first is drawn in the learned green.
  int add_run(const QString& name);
  void rename_run(int run, const QString& name);
  /// Points in order of x. Points that are not numbers break the line.
  void append(int run, std::span<const CurvePoint> points);
  void append(int run, double x, double y);
  /// Replaces the points of a run, e.g. with those of a project.
  void set_points(int run, std::span<const CurvePoint> points);
  void set_run_visible(int run, bool visible);
  /// Forgets all runs.
  void clear();
  [[nodiscard]] int run_count() const;
  [[nodiscard]] qsizetype point_count(int run) const;
  /// Draws what was appended since the last 33 ms tick now.
  void flush();

  void set_value_scale(ValueScale scale);
  void set_best(BestPoint best);
  /// The x axis reaches at least to here, e.g. the planned steps.
  void set_expected_end(double x);
  /// A dashed horizontal line with a text, e.g. the loss before quantization. NaN: none.
  void set_baseline(double y, const QString& text);

  [[nodiscard]] TableData table() const override;

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;
  void hover_left() override;

 private:
  void update_view();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
