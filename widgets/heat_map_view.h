// A map of values (layers × channels, tokens × channels) in Viridis. Every pixel shows the largest value beneath it, so
// that no spike is lost however small the picture is.
#pragma once

#include "core/protocol/inspect.h"
#include "widgets/plot_frame.h"

#include <memory>

namespace rotorscope {

class HeatMapView : public PlotFrame {
  Q_OBJECT
 public:
  explicit HeatMapView(QWidget* parent = nullptr);
  ~HeatMapView() override;

  /// Shows the map; row 0 is at the top. Values that are not a number are left blank. The zoom is kept if rows and
  /// columns are as before. A map whose values are not rows × columns is shown as empty.
  void set_map(Map map);
  void clear();
  /// Names for axes and tooltip, e.g. "layer", "channel", "max |x|".
  void set_names(const QString& row, const QString& column, const QString& value);
  void set_scale(ValueScale scale);
  [[nodiscard]] ValueScale scale() const;
  /// Fixes the colour scale, e.g. to that of the map beside it; low ≥ high: from the data (the default).
  void set_limits(double low, double high);
  [[nodiscard]] std::pair<double, double> limits() const;

  /// Marks a cell and brings it into view; no signal. −1, −1: no mark.
  void select(int row, int column);
  [[nodiscard]] int selected_row() const;
  [[nodiscard]] int selected_column() const;
  /// Row and column under a point of the canvas; −1, −1: none.
  [[nodiscard]] std::pair<int, int> cell_under(const QPointF& position) const;
  /// The pixels between the axes, as last drawn.
  [[nodiscard]] const QImage& pooled_image() const;

  [[nodiscard]] TableData table() const override;

 signals:
  /// The cell under the pointer, or −1, −1 when it leaves.
  void hovered(int row, int column);
  /// A cell was clicked, or Enter pressed on the marked cell.
  void clicked(int row, int column);
  /// The mark was moved with the arrow keys.
  void selection_moved(int row, int column);

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;
  void hover_left() override;
  void clicked_at(const QPointF& position) override;
  void key_pressed(QKeyEvent* event) override;

 private:
  [[nodiscard]] bool cell_at(const QPointF& position, int& row, int& column) const;
  [[nodiscard]] QString cell_text(int row, int column) const;
  void update_limits();
  void move_selection(int rows, int columns);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
