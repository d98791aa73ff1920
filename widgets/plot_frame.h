// A figure with axes: QCustomPlot with our style, zoom, pan and hover.
#pragma once

#include "widgets/figure_frame.h"

#include <utility>

class QCustomPlot;
class QKeyEvent;
class QMouseEvent;

namespace rotorscope {

enum class ValueScale { linear, logarithmic };

/// Zoom: wheel (over an axis: that axis only), drag pans, double click or "reset zoom" shows all.
class PlotFrame : public FigureFrame {
  Q_OBJECT
 public:
  explicit PlotFrame(QWidget* parent = nullptr);

  /// Names with units, e.g. "channel", "max |x|".
  void set_axis_names(const QString& x, const QString& y);
  /// Visible part of the x axis; signals x_range_changed.
  void set_x_range(double low, double high);
  void set_y_range(double low, double high);
  [[nodiscard]] std::pair<double, double> x_range() const;
  [[nodiscard]] std::pair<double, double> y_range() const;
  /// The widget that gets mouse and keys; for tests and event filters.
  [[nodiscard]] QWidget* canvas() const;
  /// Shows everything.
  void reset_view() override;
  void draw_content(QCPPainter& painter, QSize size) override;
  /// Nothing is zoomed or panned away.
  [[nodiscard]] bool shows_all() const;

 signals:
  void x_range_changed(double low, double high);
  void y_range_changed(double low, double high);

 protected:
  [[nodiscard]] QCustomPlot& plot() const { return *plot_; }
  /// Where the data is: reset_view() shows it, zoom and pan stay inside.
  void set_bounds(double x_low, double x_high, double y_low, double y_high);
  void set_y_axis_scale(ValueScale scale);
  /// Ticks of the x axis only at whole numbers (channels, steps).
  void set_x_whole_numbers(bool whole);
  /// Which axes the wheel and dragging move.
  void set_interactive_axes(bool x, bool y);
  /// Draws at the next turn of the event loop, however often it is called.
  void redraw();
  /// Draws only the overlay again: marks and what follows the pointer.
  void redraw_overlay();
  /// Text beside the pointer while it is over the axes; empty: none. Called on every mouse move.
  [[nodiscard]] virtual QString hover_text(const QPointF& position);
  /// The pointer left the axes.
  virtual void hover_left() {}
  /// A click without dragging.
  virtual void clicked_at(const QPointF& /*position*/) {}
  /// Keys while the plot has the focus; accept the event to keep zoom and pan keys from seeing it.
  virtual void key_pressed(QKeyEvent* /*event*/) {}

  void restyle() override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void keep_in_bounds();
  void handle_key(QKeyEvent& event);
  void handle_hover(const QMouseEvent& event);

  QCustomPlot* plot_ = nullptr;
  double x_low_ = 0, x_high_ = 1, y_low_ = 0, y_high_ = 1;
  QPoint press_;
  bool constraining_ = false;
  bool focus_ring_ = false;
};

}  // namespace rotorscope
