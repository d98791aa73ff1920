#include "app/pages/grid_view.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "core/protocol/mixed.h"
#include "widgets/histogram_view.h"
#include "widgets/metric_label.h"

#include <QVBoxLayout>

namespace rotorscope {
namespace {

struct SiteGrid {
  int bits = 16;
  double clip = 1;
  bool symmetric = false;
};

/// The quantizer that acts on a site of a layer; 16 bits: none does.
SiteGrid grid_of(int layer, const QString& site, const QuantSpec& quant) {
  const std::string name = site.toStdString();
  if (name == "k" || name == "v") {
    return {mixed_bits(quant, layer, name, "kv", quant.kv_bits), quant.kv_clip, quant.kv_symmetric};
  }
  if (site.endsWith(QLatin1String("_in")) && name != "head_in") {
    return {mixed_bits(quant, layer, name, "a", quant.a_bits), quant.a_clip, quant.a_symmetric};
  }
  return {};
}

}  // namespace

GridView::GridView(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      query_(session.client(), QStringLiteral("site_view"), this),
      histogram_(new HistogramView(this)),
      sqnr_(new MetricLabel(tr("SQNR of this site"), tr("dB"), Better::higher, this)) {
  histogram_->setObjectName(QStringLiteral("grid_histogram"));
  histogram_->set_help(
      tr("How often each value occurs; the thin lines are the values that the quantizer of this site "
         "can store. Values between two lines are moved to the nearer one."));
  sqnr_->set_help(tr("Signal to quantization noise of the selected site with the grid that is drawn."));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(histogram_, 1);
  column->addWidget(sqnr_);
  connect(&query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_view(*body); });
  connect(&query_, &LatestQuery::failed, this, &GridView::failed);
  connect(&session.selection(), &Selection::changed, this, &GridView::refresh);
  connect(&session.inspection(), &Inspection::changed, this, &GridView::refresh);
  connect(&session.settings().before, &RotationSettings::changed, this, &GridView::refresh);
  connect(&session.settings().after, &RotationSettings::changed, this, &GridView::refresh);
  connect(&session.settings().quant, &QuantSettings::changed, this, &GridView::refresh);
}

void GridView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void GridView::refresh() {
  if (!isVisible() || !session_.inspection().has_activations()) return;
  const SiteGrid grid =
      grid_of(session_.selection().layer(), session_.selection().site(), session_.settings().quant.spec());
  SiteViewRequest request = selected_site_request(session_, compared_rotations(session_));
  if (grid.bits < 16) request.bits = grid.bits;
  request.clip = grid.clip;
  request.symmetric = grid.symmetric;
  query_.ask(request);
}

void GridView::take_view(const nlohmann::json& body) {
  auto view = decode<SiteView>(body, "site_view");
  if (!view) {
    emit failed(view.error());
    return;
  }
  if (!is_of_selection(session_, *view)) return;
  const SiteGrid grid = grid_of(view->layer, QString::fromStdString(view->site), session_.settings().quant.spec());
  const bool quantized = grid.bits < 16;
  histogram_->set_title(site_title(view->layer, QString::fromStdString(view->site)));
  histogram_->set_subtitle(quantized ? tr("grid of %1 bits").arg(grid.bits) : tr("not quantized with these settings"));
  histogram_->set_variants(view->variants);
  histogram_->choose_grid(quantized ? static_cast<int>(view->variants.size()) - 1 : -1);
  if (!quantized || view->variants.empty()) {
    sqnr_->clear();
  } else if (view->variants.size() == 1) {
    sqnr_->set_value(view->variants.front().numbers.sqnr_db);
  } else {
    sqnr_->set_change(view->variants.front().numbers.sqnr_db, view->variants.back().numbers.sqnr_db);
  }
}

}  // namespace rotorscope
