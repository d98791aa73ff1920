#include "app/pages/site_overview.h"

#include "app/pages/heading_label.h"
#include "app/pages/muted_label.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "core/protocol/site.h"
#include "widgets/heat_map_view.h"
#include "widgets/results_table.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

namespace rotorscope {
namespace {

constexpr std::size_t worst_count = 10;

QString text_of(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// Row of a site in the map; −1: none (the head is no layer's).
int map_row(const std::string& site) {
  for (std::size_t row = 0; row < block_sites.size(); ++row) {
    if (site_name(block_sites[row]) == site) return static_cast<int>(row);
  }
  return -1;
}

}  // namespace

SiteOverview::SiteOverview(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      map_(new HeatMapView(this)),
      worst_(new ResultsTable(this)),
      measured_(new MutedLabel({}, this)) {
  map_->setObjectName(QStringLiteral("overview_map"));
  map_->set_title(tr("Outlier ratio of every site"));
  map_->set_subtitle(tr("largest channel over median channel, before rotation"));
  map_->set_names(tr("site"), tr("layer"), tr("outlier ratio"));
  map_->set_help(
      tr("How many times larger the largest channel is than the typical one. Above 10, a few channels take "
         "most of a 4-bit grid and all others are rounded to almost nothing."));
  worst_->setObjectName(QStringLiteral("worst_sites"));
  worst_->view().horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  worst_->model().set_columns(
      {{tr("Site"), Better::neither, false, {}},
       {tr("Ratio"), Better::neither, false, tr("Outlier ratio before rotation")},
       {tr("Ratio after"), Better::neither, false, tr("Outlier ratio after rotation")},
       {tr("SQNR, dB"), Better::neither, false, tr("Signal to quantization noise before rotation")},
       {tr("SQNR after, dB"), Better::neither, false, tr("Signal to quantization noise after rotation")},
       {tr("Max |x|"), Better::neither, false, tr("Largest |x| before rotation")}});

  auto* list = new QWidget(this);
  auto* column = new QVBoxLayout(list);
  column->setContentsMargins(0, space_small, 0, 0);
  auto* heading = new HeadingLabel(tr("The ten worst sites"), list);
  auto* top = new QHBoxLayout;
  top->addWidget(heading);
  top->addWidget(measured_, 1, Qt::AlignBottom);
  column->addLayout(top);
  column->addWidget(worst_, 1);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(map_);
  splitter->addWidget(list);
  splitter->setSizes({300, 260});
  splitter->setChildrenCollapsible(false);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(splitter);

  connect(map_, &HeatMapView::clicked, this, &SiteOverview::open_cell);
  connect(worst_, &ResultsTable::row_activated, this, &SiteOverview::open_worst);
  connect(&worst_->view(), &QTableView::clicked, this, [this] { open_worst(worst_->selected_row()); });
  connect(&session.inspection(), &Inspection::changed, this, &SiteOverview::update_figures);
  connect(&session.selection(), &Selection::changed, this, &SiteOverview::update_selection);
  connect(&session.settings().inspect.logarithmic, &SettingBase::changed, this, &SiteOverview::update_figures);
  update_figures();
}

void SiteOverview::update_figures() {
  const Inspection& inspection = session_.inspection();
  if (!inspection.has_outcome()) {
    map_->clear();
    measured_->clear();
    worst_->model().set_rows({});
    return;
  }
  const auto& sites = inspection.outcome().sites;
  // The close-up of a site follows the settings at once; these figures are those of the inspection.
  const QuantSpec& quant = inspection.outcome().quant;
  measured_->setText(tr("as inspected: %1, a grid of %2 bits")
                         .arg(rotation_text(inspection.outcome().rotation))
                         .arg(quant.a_bits < 16 ? quant.a_bits : 4));
  Map map;
  map.kind = "sites";
  map.rows = static_cast<int>(block_sites.size());
  map.columns = session_.model().layers;
  map.values.values.assign(static_cast<std::size_t>(map.rows) * static_cast<std::size_t>(map.columns),
                           std::numeric_limits<float>::quiet_NaN());
  for (const Site site : block_sites) map.row_labels.emplace_back(site_name(site));
  std::vector<const SiteSummary*> ranked;
  for (const auto& site : sites) {
    const int row = map_row(site.site);
    if (row < 0 || site.layer < 0 || site.layer >= map.columns) continue;
    map.values.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(map.columns) +
                      static_cast<std::size_t>(site.layer)] = static_cast<float>(site.before.outlier_ratio);
    if (site.site != "residual") ranked.push_back(&site);
  }
  map_->set_scale(session_.settings().inspect.logarithmic ? ValueScale::logarithmic : ValueScale::linear);
  map_->set_map(std::move(map));

  std::sort(ranked.begin(), ranked.end(), [](const SiteSummary* a, const SiteSummary* b) {
    return a->before.outlier_ratio > b->before.outlier_ratio;
  });
  if (ranked.size() > worst_count) ranked.resize(worst_count);
  std::vector<std::vector<QVariant>> rows;
  for (const auto* site : ranked) {
    const QVariant ratio_after = site->has_after ? QVariant(site->after.outlier_ratio) : QVariant();
    const QVariant sqnr_after = site->has_after ? QVariant(site->after.sqnr_db) : QVariant();
    rows.push_back({tr("layer %1 %2").arg(site->layer).arg(QString::fromStdString(site->site)),
                    site->before.outlier_ratio, ratio_after, site->before.sqnr_db, sqnr_after, site->before.absmax});
  }
  worst_->model().set_rows(std::move(rows));
  worst_rows_.clear();
  for (const auto* site : ranked) {
    const auto& peaks = site->before.top_channels;
    worst_rows_.push_back({site->layer, QString::fromStdString(site->site), peaks.empty() ? -1 : peaks[0].channel});
  }
  update_selection();
}

void SiteOverview::update_selection() {
  const Selection& selection = session_.selection();
  const int row = map_row(selection.site().toStdString());
  map_->select(row, row < 0 ? -1 : selection.layer());
}

void SiteOverview::open_cell(int row, int column) {
  if (row < 0 || row >= static_cast<int>(block_sites.size())) return;
  const QString site = text_of(site_name(block_sites[static_cast<std::size_t>(row)]));
  const SiteSummary* summary = session_.inspection().site(column, site);
  const bool has_peak = summary != nullptr && !summary->before.top_channels.empty();
  session_.selection().set(column, site, has_peak ? summary->before.top_channels.front().channel : -1);
  emit site_opened();
}

void SiteOverview::open_worst(int row) {
  if (row < 0 || row >= static_cast<int>(worst_rows_.size())) return;
  const auto& chosen = worst_rows_[static_cast<std::size_t>(row)];
  session_.selection().set(chosen.layer, chosen.site, chosen.channel);
  emit site_opened();
}

}  // namespace rotorscope
