// One statistic of every channel of a site, several bases overlaid on one scale. Every pixel shows the largest channel
// beneath it.
#pragma once

#include "core/protocol/inspect.h"
#include "widgets/plot_frame.h"

#include <memory>

namespace rotorscope {

/// Per-channel arrays of SiteVariant.
enum class ChannelStatistic { absmax, p999, p99, mean_abs, rms, kurtosis };
[[nodiscard]] const FloatArray& channel_values(const SiteVariant& variant, ChannelStatistic statistic);
/// "max |x|", "99.9 % of |x|", "mean |x|", "rms", "kurtosis".
[[nodiscard]] QString statistic_text(ChannelStatistic statistic);
/// From the protocol's name (absmax, p999 …); absmax for any other.
[[nodiscard]] ChannelStatistic statistic_from_name(const QString& name);
[[nodiscard]] QString statistic_name(ChannelStatistic statistic);

enum class ChannelOrder { by_index, by_value };

class ChannelProfileView : public PlotFrame {
  Q_OBJECT
 public:
  explicit ChannelProfileView(QWidget* parent = nullptr);
  ~ChannelProfileView() override;

  void set_variants(const std::vector<SiteVariant>& variants);
  void clear();
  void set_statistic(ChannelStatistic statistic);
  [[nodiscard]] ChannelStatistic statistic() const;
  /// By index (default) or by the first variant's value, largest first.
  void set_order(ChannelOrder order);
  [[nodiscard]] ChannelOrder order() const;
  void set_value_scale(ValueScale scale);
  /// Fixes the value axis, e.g. to that of the profile beside it; low ≥ high: from the data.
  void set_value_limits(double low, double high);
  /// Marks a channel; −1: none. No signal.
  void select_channel(int channel);
  [[nodiscard]] int selected_channel() const;
  /// The channel under a point of the canvas, the largest where a pixel holds several; −1: none.
  [[nodiscard]] int channel_at(const QPointF& position) const;

  [[nodiscard]] TableData table() const override;

 signals:
  void channel_clicked(int channel);

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;
  void clicked_at(const QPointF& position) override;
  void key_pressed(QKeyEvent* event) override;

 private:
  void update_data();
  void update_legend();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
