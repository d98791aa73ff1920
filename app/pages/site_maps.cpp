#include "app/pages/site_maps.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "widgets/channel_profile_view.h"
#include "widgets/heat_map_view.h"
#include "widgets/relief_view.h"
#include "widgets/results_table.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

RotationSpec compared(const Settings& settings, bool after) {
  return after ? settings.after.spec() : settings.before.spec();
}

}  // namespace

SiteMaps::SiteMaps(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      map_query_(session.client(), QStringLiteral("map"), this),
      relief_before_(session.client(), QStringLiteral("map"), this),
      relief_after_(session.client(), QStringLiteral("map"), this),
      views_(new QTabBar(this)),
      stack_(new QStackedWidget(this)),
      map_(new HeatMapView(this)),
      relief_(new ReliefView(this)),
      tokens_(new ResultsTable(this)),
      basis_(new QComboBox(this)) {
  views_->setObjectName(QStringLiteral("site_views"));
  views_->setAccessibleName(tr("Where the large values are"));
  views_->setDrawBase(false);
  views_->setExpanding(false);
  map_->setObjectName(QStringLiteral("site_map"));
  relief_->setObjectName(QStringLiteral("site_relief"));
  tokens_->setObjectName(QStringLiteral("site_tokens"));
  // In the order of View.
  views_->addTab(tr("All layers"));
  views_->addTab(tr("Tokens × channels"));
  views_->addTab(tr("Relief"));
  views_->addTab(tr("Largest tokens"));
  views_->setTabToolTip(layers_view, tr("Every layer's channels of this site"));
  views_->setTabToolTip(tokens_view, tr("Every token's channels in this layer"));
  views_->setTabToolTip(relief_view, tr("Tokens × channels as a landscape, before and after"));
  views_->setTabToolTip(list_view, tr("Which tokens make the values large, with the text around them"));
  basis_->addItem(tr("before"), QStringLiteral("before"));
  basis_->addItem(tr("after"), QStringLiteral("after"));
  basis_->setAccessibleName(tr("Map before or after rotation"));
  map_->add_tool(basis_);
  map_->set_help(
      tr("Each row is a layer or a token, each column a channel; bright columns are outlier channels. A pixel shows "
         "the largest value beneath it, so no spike is lost. Click to look at a channel."));
  relief_->set_title(tr("Tokens × channels"));
  relief_->set_help(
      tr("The height is |x|. Ridges along the tokens are outlier channels; a rotation spreads them over all channels, "
         "so the landscape becomes flat. Drag to turn, use the wheel to come closer, click a peak to look at it."));
  tokens_->view().horizontalHeader()->setStretchLastSection(true);
  tokens_->model().set_columns({{tr("Token"), Better::neither, false, tr("The token's text")},
                                {tr("|x|"), Better::neither, false, tr("Its magnitude in the unrotated activations")},
                                {tr("Channel"), Better::neither, false, {}},
                                {tr("Position"), Better::neither, false, tr("Which token of the text, from 0")},
                                {tr("In its text"), Better::neither, false, {}}});
  stack_->addWidget(map_);
  stack_->addWidget(relief_);
  stack_->addWidget(tokens_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space_small);
  column->addWidget(views_);
  column->addWidget(stack_, 1);

  connect(views_, &QTabBar::currentChanged, this, [this] {
    const View shown = view();
    stack_->setCurrentIndex(shown == relief_view ? 1 : shown == list_view ? 2 : 0);
    emit view_changed(shown);
    refresh();
  });
  connect(map_, &HeatMapView::clicked, this, &SiteMaps::open_cell);
  connect(relief_, &ReliefView::cell_clicked, this,
          [this](int /*token*/, int channel) { session_.selection().set_channel(channel); });
  connect(tokens_, &ResultsTable::row_selected, this, [this](int row) {
    if (row < 0 || row >= static_cast<int>(peak_channels_.size())) return;
    session_.selection().set_channel(peak_channels_[static_cast<std::size_t>(row)]);
  });
  connect(basis_, &QComboBox::currentIndexChanged, this, &SiteMaps::refresh);
  connect(&map_query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_map(*body); });
  connect(&relief_before_, &LatestQuery::answered, this,
          [this](const JsonPointer& body) { take_relief(*body, false); });
  connect(&relief_after_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_relief(*body, true); });
  for (LatestQuery* query : {&map_query_, &relief_before_, &relief_after_}) {
    connect(query, &LatestQuery::failed, this, &SiteMaps::failed);
  }
  auto& inspect = session.settings().inspect;
  const auto rescale = [this, &inspect] {
    const auto scale = inspect.logarithmic ? ValueScale::logarithmic : ValueScale::linear;
    map_->set_scale(scale);
    relief_->set_scale(scale);
  };
  connect(&inspect.logarithmic, &SettingBase::changed, this, rescale);
  connect(&inspect.statistic, &SettingBase::changed, this, &SiteMaps::refresh);
  rescale();
}

void SiteMaps::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

SiteMaps::View SiteMaps::view() const { return static_cast<View>(views_->currentIndex()); }

void SiteMaps::show_view(View view) { views_->setCurrentIndex(view); }

bool SiteMaps::shows_map() const { return view() == layers_view || view() == tokens_view; }

bool SiteMaps::shows_after() const { return basis_->currentData() == QLatin1String("after"); }

void SiteMaps::clear() {
  map_->clear();
  relief_->clear();
  tokens_->model().set_rows({});
}

MapRequest SiteMaps::request(bool after) const {
  const Settings& settings = session_.settings();
  MapRequest request;
  request.kind = view() == layers_view ? "layers" : "tokens";
  request.site = session_.selection().site().toStdString();
  request.layer = session_.selection().layer();
  request.statistic = request.kind == "tokens" ? "absmax" : settings.inspect.statistic.value().toStdString();
  request.rotation = compared(settings, after);
  return request;
}

void SiteMaps::refresh() {
  update_texts();
  if (!isVisible() || !session_.inspection().has_activations()) return;
  if (view() == relief_view) {
    ask_relief();
  } else if (shows_map()) {
    map_query_.ask(request(shows_after()));
  }
}

void SiteMaps::ask_relief() {
  const bool one = nlohmann::json(request(false)) == nlohmann::json(request(true));
  after_map_ = {};
  relief_before_.ask(request(false));
  if (one) {
    relief_after_.forget();
  } else {
    relief_after_.ask(request(true));
  }
}

void SiteMaps::take_map(const nlohmann::json& body) {
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
  const QString key = scale_key(*map);
  const bool keep = shows_after() && key == scale_key_;
  map_->set_limits(keep ? before_limits_.first : 0, keep ? before_limits_.second : 0);
  map_->set_map(std::move(*map));
  if (!shows_after()) {
    scale_key_ = key;
    before_limits_ = map_->limits();
  }
  update_texts();
}

void SiteMaps::take_relief(const nlohmann::json& body, bool after) {
  auto map = decode<Map>(body, "map");
  if (!map) {
    emit failed(map.error());
    return;
  }
  const Selection& selection = session_.selection();
  if (map->site != selection.site().toStdString() || map->layer != selection.layer()) return;
  (after ? after_map_ : before_map_) = std::move(*map);
  const Settings& settings = session_.settings();
  std::vector<ReliefView::Panel> panels;
  const bool one = nlohmann::json(settings.before.spec()) == nlohmann::json(settings.after.spec());
  const bool both = one || after_map_.rows > 0;
  if (!both || before_map_.rows == 0) return;  // the other one is on its way; both share one scale
  panels.push_back({rotation_text(settings.before.spec()), before_map_});
  if (!one) panels.push_back({rotation_text(settings.after.spec()), after_map_});
  relief_->set_panels(std::move(panels));
}

QString SiteMaps::scale_key(const Map& map) const {
  QString key = QString::fromStdString(map.kind + ' ' + map.site + ' ' + map.statistic);
  if (map.kind == "tokens") key += QStringLiteral(" %1").arg(session_.selection().layer());
  return key;
}

void SiteMaps::update_texts() {
  const Selection& selection = session_.selection();
  const Settings& settings = session_.settings();
  const bool tokens = view() == tokens_view;
  map_->set_title(tokens ? tr("%1: tokens × channels").arg(site_title(selection.layer(), selection.site()))
                         : tr("Layers × channels of %1").arg(selection.site()));
  const QString basis = rotation_text(compared(settings, shows_after()));
  map_->set_subtitle(tokens ? tr("|x|, %1").arg(basis)
                            : tr("%1, %2").arg(statistic_text(statistic_from_name(settings.inspect.statistic)), basis));
  map_->select(tokens ? -1 : selection.layer(), tokens ? -1 : selection.channel());
  relief_->set_title(tr("%1: relief").arg(site_title(selection.layer(), selection.site())));
  relief_->set_subtitle(tr("height is |x|; drag turns, the wheel zooms"));
}

void SiteMaps::open_cell(int row, int channel) {
  if (row < 0) return;
  Selection& selection = session_.selection();
  const bool layers = view() == layers_view && selection.site() != QLatin1String("head_in");
  selection.set(layers ? row : selection.layer(), selection.site(), channel);
}

void SiteMaps::set_peaks(const SiteView& view) {
  std::vector<std::vector<QVariant>> rows;
  peak_channels_.clear();
  for (const TokenPeak& peak : view.peaks) {
    rows.push_back({tr("“%1”").arg(QString::fromStdString(peak.text)), std::abs(peak.value), peak.channel, peak.token,
                    QString::fromStdString(peak.context).simplified()});
    peak_channels_.push_back(peak.channel);
  }
  tokens_->model().set_rows(std::move(rows));
  tokens_->view().resizeColumnsToContents();
}

}  // namespace rotorscope
