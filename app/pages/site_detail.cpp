#include "app/pages/site_detail.h"

#include "app/backend/backend_client.h"
#include "app/pages/site_maps.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "widgets/channel_profile_view.h"
#include "widgets/format.h"
#include "widgets/heat_map_view.h"
#include "widgets/histogram_view.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace rotorscope {

SiteDetail::SiteDetail(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      view_query_(session.client(), QStringLiteral("site_view"), this),
      maps_(new SiteMaps(session, this)),
      profile_(new ChannelProfileView(this)),
      histogram_(new HistogramView(this)),
      all_channels_(new QToolButton(this)),
      peaks_(new QLabel(this)) {
  profile_->setObjectName(QStringLiteral("site_profile"));
  histogram_->setObjectName(QStringLiteral("site_histogram"));
  all_channels_->setText(tr("All channels"));
  all_channels_->setAutoRaise(true);
  histogram_->add_tool(all_channels_);
  histogram_->set_help(
      tr("How often each value occurs, before and after rotation on one scale. The thin lines are the "
         "values that a quantizer with the chosen bits can store."));
  profile_->set_help(
      tr("One statistic of every channel. A rotation spreads what a few channels carry over all of "
         "them, so the profile becomes flat."));
  peaks_->setWordWrap(true);
  peaks_->setTextFormat(Qt::RichText);
  peaks_->setObjectName(QStringLiteral("site_peaks"));

  auto* lower = new QSplitter(Qt::Horizontal, this);
  lower->addWidget(profile_);
  lower->addWidget(histogram_);
  lower->setChildrenCollapsible(false);
  lower->setSizes({500, 500});
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(maps_);
  splitter->addWidget(lower);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({420, 480});
  connect(maps_, &SiteMaps::view_changed, this, [splitter, sizes = QList<int>()](int view) mutable {
    // A landscape wants height; afterwards everything is as it was.
    if (view == SiteMaps::relief_view) {
      sizes = splitter->sizes();
      splitter->setSizes({680, 320});
    } else if (!sizes.isEmpty()) {
      splitter->setSizes(std::exchange(sizes, {}));
    }
  });
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space_small);
  column->addWidget(splitter, 1);
  column->addWidget(peaks_);

  connect(profile_, &ChannelProfileView::channel_clicked, &session.selection(), &Selection::set_channel);
  connect(all_channels_, &QToolButton::clicked, &session.selection(), [this] { session_.selection().set_channel(-1); });
  connect(&view_query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_view(*body); });
  connect(&view_query_, &LatestQuery::failed, this, &SiteDetail::failed);
  connect(maps_, &SiteMaps::failed, this, &SiteDetail::failed);
  link_zoom();

  const Settings& settings = session.settings();
  connect(&session.selection(), &Selection::changed, this, &SiteDetail::refresh);
  connect(&session.inspection(), &Inspection::changed, this, &SiteDetail::refresh);
  connect(&settings.before, &RotationSettings::changed, this, &SiteDetail::refresh);
  connect(&settings.after, &RotationSettings::changed, this, &SiteDetail::refresh);
  for (const SettingBase* setting : std::initializer_list<const SettingBase*>{
           &settings.inspect.bits, &settings.inspect.clip, &settings.inspect.symmetric}) {
    connect(setting, &SettingBase::changed, this, &SiteDetail::ask_view);
  }
  connect(&settings.inspect.statistic, &SettingBase::changed, this, &SiteDetail::apply_settings);
  connect(&settings.inspect.logarithmic, &SettingBase::changed, this, &SiteDetail::apply_settings);
  connect(&settings.inspect.by_value, &SettingBase::changed, this, &SiteDetail::apply_settings);
  apply_settings();
}

void SiteDetail::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void SiteDetail::refresh() {
  update_texts();
  ask_view();
  maps_->refresh();
}

void SiteDetail::ask_view() {
  // The panel beside the overview shows the selected site's figures too.
  if (!parentWidget()->isVisible() || !session_.inspection().has_activations()) return;
  const auto& settings = session_.settings().inspect;
  SiteViewRequest request = selected_site_request(session_, compared_rotations(session_));
  request.bits = settings.bits;
  request.clip = settings.clip;
  request.symmetric = settings.symmetric;
  view_query_.ask(request);
}

void SiteDetail::take_view(const nlohmann::json& body) {
  auto view = decode<SiteView>(body, "site_view");
  if (!view) {
    emit failed(view.error());
    return;
  }
  if (!is_of_selection(session_, *view)) return;
  profile_->set_variants(view->variants);
  profile_->select_channel(view->channel);
  histogram_->set_variants(view->variants, view->channel);
  histogram_->set_title(view->channel < 0 ? tr("Histogram, all channels")
                                          : tr("Histogram, channel %1").arg(view->channel));
  histogram_->set_subtitle(QString::fromStdString(view->tensor));
  show_peaks(*view);
  maps_->set_peaks(*view);
  emit view_changed(*view);
}

void SiteDetail::link_zoom() {
  // The map's columns and the profile's channels are the same while the profile is in their order.
  const auto follow = [this](PlotFrame* to, double low, double high) {
    if (linking_ || session_.settings().inspect.by_value || !maps_->shows_map()) return;
    linking_ = true;
    to->set_x_range(low, high);
    linking_ = false;
  };
  connect(maps_->map(), &PlotFrame::x_range_changed, this,
          [this, follow](double low, double high) { follow(profile_, low, high); });
  connect(profile_, &PlotFrame::x_range_changed, this,
          [this, follow](double low, double high) { follow(maps_->map(), low, high); });
}

void SiteDetail::apply_settings() {
  const auto& settings = session_.settings().inspect;
  const auto scale = settings.logarithmic ? ValueScale::logarithmic : ValueScale::linear;
  const auto statistic = statistic_from_name(settings.statistic);
  profile_->set_value_scale(scale);
  histogram_->set_count_scale(scale);
  profile_->set_statistic(statistic);
  profile_->set_order(settings.by_value ? ChannelOrder::by_value : ChannelOrder::by_index);
  profile_->set_title(tr("Channels, %1").arg(statistic_text(statistic)));
  update_texts();
}

void SiteDetail::update_texts() { all_channels_->setEnabled(session_.selection().channel() >= 0); }

void SiteDetail::show_peaks(const SiteView& view) {
  constexpr std::size_t shown = 6;
  QStringList peaks;
  QStringList contexts;
  for (std::size_t at = 0; at < std::min(shown, view.peaks.size()); ++at) {
    const auto& peak = view.peaks[at];
    const QString token = QString::fromStdString(peak.text).toHtmlEscaped();
    peaks << tr("“%1” %2").arg(QStringLiteral("<b>%1</b>").arg(token), format_number(peak.value));
    contexts << tr("token %1, channel %2: %3")
                    .arg(peak.token)
                    .arg(peak.channel)
                    .arg(QString::fromStdString(peak.context).toHtmlEscaped());
  }
  const QString what = view.channel < 0 ? tr("Tokens that make this site large:")
                                        : tr("Tokens that drive channel %1:").arg(view.channel);
  peaks_->setText(peaks.isEmpty() ? QString() : what + u' ' + peaks.join(QStringLiteral(" · ")));
  peaks_->setToolTip(contexts.join(QStringLiteral("<br>")));
  peaks_->setVisible(!peaks.isEmpty());
}

}  // namespace rotorscope
