// Histograms of one site or channel in several bases, on one shared scale, with the quantizer's grid behind them.
#pragma once

#include "core/protocol/inspect.h"
#include "widgets/plot_frame.h"

#include <memory>

namespace rotorscope {

class HistogramView : public PlotFrame {
  Q_OBJECT
 public:
  explicit HistogramView(QWidget* parent = nullptr);
  ~HistogramView() override;

  /// All variants of a view, in drawing order (the first behind). x spans all of them; the zoom is kept while the span
  /// stays the same, so that a histogram can move under the reader's eyes while a rotation is learned.
  /// Of all channels (−1), whose figures are the site's, or of one.
  void set_variants(const std::vector<SiteVariant>& variants, int channel = -1);
  void clear();
  /// Replaces the grid drawn over the chosen variant; redraws at once. Empty: no grid.
  void set_grid(std::vector<float> levels);
  /// Draws the grid that variant `index` brings along; −1: none. The default is the last variant's.
  void choose_grid(int index);
  /// Counts on a logarithmic (default) or linear axis.
  void set_count_scale(ValueScale scale);
  [[nodiscard]] ValueScale count_scale() const;
  /// Fixes the top of the count axis, e.g. to that of the histogram beside it; 0: from the data.
  void set_largest_count(double count);
  /// The x axis reaches at least from low to high, e.g. as far as the histogram beside it; low ≥ high: from the data.
  void set_span(double low, double high);

  [[nodiscard]] TableData table() const override;

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;

 private:
  void update_bounds(bool keep_zoom);
  void update_legend();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
