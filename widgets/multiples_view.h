// Small multiples of one site: none, random orthogonal, random Hadamard, learned, on linked axes with the cost below.
#pragma once

#include "core/protocol/inspect.h"
#include "widgets/channel_profile_view.h"
#include "widgets/figure_frame.h"

#include <memory>

namespace rotorscope {

enum class MultiplesContent { profile, histogram };

class MultiplesView : public FigureFrame {
  Q_OBJECT
 public:
  explicit MultiplesView(QWidget* parent = nullptr);
  ~MultiplesView() override;

  /// A panel a variant, up to `max_panels`; all share one scale. The zoom is kept.
  void set_variants(const std::vector<SiteVariant>& variants);
  void set_content_kind(MultiplesContent kind);
  [[nodiscard]] MultiplesContent content_kind() const;
  void set_statistic(ChannelStatistic statistic);
  void set_scale(ValueScale scale);
  void clear();
  [[nodiscard]] int panel_count() const;
  /// Panel `index`'s figure; a ChannelProfileView or a HistogramView.
  [[nodiscard]] PlotFrame* panel(int index) const;

  [[nodiscard]] TableData table() const override;

  static constexpr int max_panels = 4;

 public slots:
  void reset_view() override;

 public:
  void draw_content(QCPPainter& painter, QSize size) override;

 signals:
  /// A channel of a profile panel was clicked.
  void channel_clicked(int channel);
  /// A panel's title or figures were clicked.
  void variant_clicked(const QString& label);

 protected:
  void restyle() override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void show_variants();
  void build_panels();
  void arrange();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
