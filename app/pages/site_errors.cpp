#include "app/pages/site_errors.h"

#include "app/session/session.h"
#include "core/protocol/site.h"
#include "widgets/error_bars_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

/// The sites that quantizers act on, in the order of the block.
bool is_quantized(const std::string& site) { return site != "residual" && site != "head_in" && site != "q"; }

}  // namespace

SiteErrors::SiteErrors(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      bars_(new ErrorBarsView(this)),
      rows_(new QComboBox(this)),
      order_(new QComboBox(this)) {
  bars_->setObjectName(QStringLiteral("site_errors"));
  bars_->set_title(tr("Error of each site"));
  bars_->set_value_name(tr("SQNR"), tr("dB"), true);
  bars_->set_help(
      tr("Signal to quantization noise of each site, before and after rotation, at the bits on the right "
         "(16 bits are measured as 4). Each 6 dB is worth one bit."));
  rows_->addItem(tr("site classes"), QStringLiteral("classes"));
  rows_->addItem(tr("layers of this site"), QStringLiteral("layers"));
  rows_->addItem(tr("every site"), QStringLiteral("all"));
  rows_->setAccessibleName(tr("Rows"));
  order_->addItem(tr("in order"), static_cast<int>(RowOrder::as_given));
  order_->addItem(tr("worst before"), static_cast<int>(RowOrder::by_before));
  order_->addItem(tr("worst after"), static_cast<int>(RowOrder::by_after));
  order_->addItem(tr("smallest gain"), static_cast<int>(RowOrder::by_gain));
  order_->setAccessibleName(tr("Sort"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* choices = new QHBoxLayout;
  auto* rows_label = new QLabel(tr("Rows"), this);
  auto* order_label = new QLabel(tr("Sort"), this);
  rows_label->setBuddy(rows_);
  order_label->setBuddy(order_);
  for (QWidget* widget : std::initializer_list<QWidget*>{rows_label, rows_, order_label, order_}) {
    choices->addWidget(widget);
  }
  choices->addStretch(1);
  column->addLayout(choices);
  column->addWidget(bars_, 1);

  connect(rows_, &QComboBox::currentIndexChanged, this, &SiteErrors::update_rows);
  connect(order_, &QComboBox::currentIndexChanged, this,
          [this] { bars_->set_order(static_cast<RowOrder>(order_->currentData().toInt())); });
  connect(bars_, &ErrorBarsView::row_clicked, this, [this](int row) {
    if (row < 0 || row >= static_cast<int>(places_.size())) return;
    const Place place = places_[static_cast<std::size_t>(row)];
    session_.selection().set(place.layer < 0 ? session_.selection().layer() : place.layer, place.site);
  });
  connect(&session.inspection(), &Inspection::changed, this, &SiteErrors::update_rows);
  connect(&session.selection(), &Selection::changed, this, [this] {
    if (rows_->currentData() == QLatin1String("layers")) {
      update_rows();
    } else {
      update_selection();
    }
  });
  update_rows();
}

void SiteErrors::update_rows() {
  places_.clear();
  if (!session_.inspection().has_outcome()) {
    bars_->clear();
    return;
  }
  const InspectOutcome& outcome = session_.inspection().outcome();
  bars_->set_variants(QStringLiteral("none"),
                      outcome.rotation.source == "none" ? QString() : QString::fromStdString(outcome.rotation.source));
  const QString mode = rows_->currentData().toString();
  std::vector<ErrorRow> rows;
  if (mode == QLatin1String("classes")) {
    for (const Site site : block_sites) {
      const std::string name(site_name(site));
      if (!is_quantized(name)) continue;
      double before = 0;
      double after = 0;
      int layers = 0;
      bool has_after = true;
      for (const auto& summary : outcome.sites) {
        if (summary.site != name) continue;
        before += summary.before.sqnr_db;
        after += summary.after.sqnr_db;
        has_after = has_after && summary.has_after;
        ++layers;
      }
      if (layers == 0) continue;
      ErrorRow row{QString::fromStdString(name)};
      row.before = before / layers;
      if (has_after) row.after = after / layers;
      rows.push_back(row);
      places_.push_back({-1, QString::fromStdString(name)});
    }
    bars_->set_subtitle(tr("mean over the layers"));
  } else {
    const std::string wanted = session_.selection().site().toStdString();
    const bool one_site = mode == QLatin1String("layers");
    for (const auto& summary : outcome.sites) {
      if (one_site ? summary.site != wanted : !is_quantized(summary.site)) continue;
      const QString name = QString::fromStdString(summary.site);
      ErrorRow row{one_site ? tr("layer %1").arg(summary.layer) : tr("%1 %2").arg(summary.layer).arg(name)};
      row.before = summary.before.sqnr_db;
      if (summary.has_after) row.after = summary.after.sqnr_db;
      rows.push_back(row);
      places_.push_back({summary.layer, name});
    }
    bars_->set_subtitle(one_site ? session_.selection().site() : tr("layer and site"));
  }
  bars_->set_rows(std::move(rows));
  update_selection();
}

void SiteErrors::update_selection() {
  const Selection& selection = session_.selection();
  for (std::size_t row = 0; row < places_.size(); ++row) {
    if (places_[row].site == selection.site() && (places_[row].layer < 0 || places_[row].layer == selection.layer())) {
      bars_->select_row(static_cast<int>(row));
      return;
    }
  }
  bars_->select_row(-1);
}

}  // namespace rotorscope
