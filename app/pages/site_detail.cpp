#include "app/pages/site_detail.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "widgets/channel_profile_view.h"
#include "widgets/format.h"
#include "widgets/heat_map_view.h"
#include "widgets/histogram_view.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace rotorscope {

SiteDetail::SiteDetail(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      view_query_(session.client(), QStringLiteral("site_view"), this),
      map_query_(session.client(), QStringLiteral("map"), this),
      map_(new HeatMapView(this)),
      profile_(new ChannelProfileView(this)),
      histogram_(new HistogramView(this)),
      map_kind_(new QComboBox(this)),
      map_basis_(new QComboBox(this)),
      all_channels_(new QToolButton(this)),
      peaks_(new QLabel(this)) {
  map_->setObjectName(QStringLiteral("site_map"));
  profile_->setObjectName(QStringLiteral("site_profile"));
  histogram_->setObjectName(QStringLiteral("site_histogram"));
  map_kind_->addItem(tr("all layers"), QStringLiteral("layers"));
  map_kind_->addItem(tr("tokens of this layer"), QStringLiteral("tokens"));
  map_kind_->setAccessibleName(tr("Rows of the map"));
  map_basis_->addItem(tr("before"), QStringLiteral("before"));
  map_basis_->addItem(tr("after"), QStringLiteral("after"));
  map_basis_->setAccessibleName(tr("Map before or after rotation"));
  map_->add_tool(map_kind_);
  map_->add_tool(map_basis_);
  map_->set_help(
      tr("Each row is a layer and each column a channel; bright columns are outlier channels. A pixel shows "
         "the largest value beneath it, so no spike is lost. Click to look at a channel."));
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
  splitter->addWidget(map_);
  splitter->addWidget(lower);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({420, 480});
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space_small);
  column->addWidget(splitter, 1);
  column->addWidget(peaks_);

  connect(map_, &HeatMapView::clicked, this, [this](int row, int channel) {
    if (row < 0) return;
    Selection& selection = session_.selection();
    const bool layers =
        map_kind_->currentData() == QLatin1String("layers") && selection.site() != QLatin1String("head_in");
    selection.set(layers ? row : selection.layer(), selection.site(), channel);
  });
  connect(profile_, &ChannelProfileView::channel_clicked, &session.selection(), &Selection::set_channel);
  connect(all_channels_, &QToolButton::clicked, &session.selection(), [this] { session_.selection().set_channel(-1); });
  connect(map_kind_, &QComboBox::currentIndexChanged, this, &SiteDetail::ask_map);
  connect(map_basis_, &QComboBox::currentIndexChanged, this, &SiteDetail::ask_map);
  connect(&view_query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_view(*body); });
  connect(&map_query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_map(*body); });
  connect(&view_query_, &LatestQuery::failed, this, &SiteDetail::failed);
  connect(&map_query_, &LatestQuery::failed, this, &SiteDetail::failed);

  const Settings& settings = session.settings();
  connect(&session.selection(), &Selection::changed, this, &SiteDetail::refresh);
  connect(&session.inspection(), &Inspection::changed, this, &SiteDetail::refresh);
  connect(&settings.before, &RotationSettings::changed, this, &SiteDetail::refresh);
  connect(&settings.after, &RotationSettings::changed, this, &SiteDetail::refresh);
  for (const SettingBase* setting : std::initializer_list<const SettingBase*>{
           &settings.inspect.bits, &settings.inspect.clip, &settings.inspect.symmetric}) {
    connect(setting, &SettingBase::changed, this, &SiteDetail::ask_view);
  }
  connect(&settings.inspect.statistic, &SettingBase::changed, this, [this] {
    apply_settings();
    ask_map();
  });
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
  ask_map();
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

void SiteDetail::ask_map() {
  if (!isVisible() || !session_.inspection().has_activations()) return;
  const Settings& settings = session_.settings();
  MapRequest request;
  request.kind = map_kind_->currentData().toString().toStdString();
  request.site = session_.selection().site().toStdString();
  request.layer = session_.selection().layer();
  request.statistic = request.kind == "tokens" ? "absmax" : settings.inspect.statistic.value().toStdString();
  const bool after = map_basis_->currentData() == QLatin1String("after");
  request.rotation = after ? settings.after.spec() : settings.before.spec();
  map_query_.ask(request);
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
  histogram_->set_variants(view->variants);
  histogram_->set_title(view->channel < 0 ? tr("Histogram, all channels")
                                          : tr("Histogram, channel %1").arg(view->channel));
  histogram_->set_subtitle(QString::fromStdString(view->tensor));
  show_peaks(*view);
  emit view_changed(*view);
}

void SiteDetail::take_map(const nlohmann::json& body) {
  auto map = decode<Map>(body, "map");
  if (!map) {
    emit failed(map.error());
    return;
  }
  if (map->site != session_.selection().site().toStdString()) return;
  const bool tokens = map->kind == "tokens";
  map_->set_names(tokens ? tr("token") : tr("layer"), tr("channel"),
                  tokens ? tr("|x|") : statistic_text(statistic_from_name(QString::fromStdString(map->statistic))));
  // Before and after are to be compared by colour, so "after" keeps the scale that "before" had.
  const QString key = map_key(map->site, map->statistic, map->kind);
  const bool after = map_basis_->currentData() == QLatin1String("after");
  const bool keep = after && key == scale_key_;
  map_->set_limits(keep ? before_limits_.first : 0, keep ? before_limits_.second : 0);
  map_->set_map(std::move(*map));
  if (!after) {
    scale_key_ = key;
    before_limits_ = map_->limits();
  }
  update_texts();
}

QString SiteDetail::map_key(const std::string& site, const std::string& statistic, const std::string& kind) const {
  QString key = QString::fromStdString(kind + ' ' + site + ' ' + statistic);
  if (kind == "tokens") key += QStringLiteral(" %1").arg(session_.selection().layer());
  return key;
}

void SiteDetail::apply_settings() {
  const auto& settings = session_.settings().inspect;
  const auto scale = settings.logarithmic ? ValueScale::logarithmic : ValueScale::linear;
  const auto statistic = statistic_from_name(settings.statistic);
  map_->set_scale(scale);
  profile_->set_value_scale(scale);
  histogram_->set_count_scale(scale);
  profile_->set_statistic(statistic);
  profile_->set_order(settings.by_value ? ChannelOrder::by_value : ChannelOrder::by_index);
  profile_->set_title(tr("Channels, %1").arg(statistic_text(statistic)));
  update_texts();
}

void SiteDetail::update_texts() {
  const Selection& selection = session_.selection();
  const bool tokens = map_kind_->currentData() == QLatin1String("tokens");
  map_->set_title(tokens ? tr("Tokens × channels of %1").arg(selection.site())
                         : tr("Layers × channels of %1").arg(selection.site()));
  const QString basis = map_basis_->currentData() == QLatin1String("after")
                            ? rotation_text(session_.settings().after.spec())
                            : rotation_text(session_.settings().before.spec());
  map_->set_subtitle(
      tokens ? tr("|x|, %1").arg(basis)
             : tr("%1, %2").arg(statistic_text(statistic_from_name(session_.settings().inspect.statistic)), basis));
  all_channels_->setEnabled(selection.channel() >= 0);
  map_->select(tokens ? -1 : selection.layer(), tokens ? -1 : selection.channel());
}

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
