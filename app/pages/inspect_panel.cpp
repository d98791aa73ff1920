#include "app/pages/inspect_panel.h"

#include "app/pages/muted_label.h"
#include "app/pages/panel.h"
#include "app/pages/rotation_editor.h"
#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"
#include "widgets/format.h"
#include "widgets/metric_label.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {

InspectPanel::InspectPanel(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      sqnr_(new MetricLabel(tr("SQNR"), tr("dB"), Better::higher, this)),
      max_(new MetricLabel(tr("Max |x|"), {}, Better::lower, this)),
      ratio_(new MetricLabel(tr("Outlier ratio"), {}, Better::lower, this)),
      kurtosis_(new MetricLabel(tr("Kurtosis"), {}, Better::lower, this)),
      why_(new MutedLabel({}, this)),
      tensor_(new QLabel(this)),
      again_(new QPushButton(tr("Inspect again"), this)) {
  auto* column = new QVBoxLayout(this);
  Settings& settings = session.settings();
  auto* compare = add_group(column, tr("Compare"));
  add_rotation_rows(compare, settings.before, false);
  add_rotation_rows(compare, settings.after, true);

  auto* grid = add_group(column, tr("Quantization grid"));
  add_row(grid, settings.inspect.bits, make_slider(settings.inspect.bits, this));
  add_row(grid, settings.inspect.clip, make_slider(settings.inspect.clip, this));
  add_row(grid, settings.inspect.symmetric);

  auto* figures = add_group(column, tr("Before → after"));
  sqnr_->set_help(
      tr("Signal to quantization noise: how much stronger the values are than their rounding errors. Each "
         "6 dB is worth one bit; below about 15 dB a site hurts the model. Where one huge token holds nearly all the "
         "energy "
         "it tells about that token alone, and may fall when a rotation spreads it."));
  max_->set_help(
      tr("The largest magnitude among all channels and tokens. The grid has to reach it, so a large maximum "
         "makes all steps coarse."));
  ratio_->set_help(
      tr("The largest channel's maximum over the median channel's. Above 10 a few channels take most of "
         "the grid."));
  kurtosis_->set_help(
      tr("How heavy the tails are, median over channels; 3 is a normal distribution. Large values mean "
         "that rare values are far from the rest."));
  for (MetricLabel* metric : {sqnr_, max_, ratio_, kurtosis_}) figures->addRow(metric);
  why_->setWordWrap(true);
  why_->setObjectName(QStringLiteral("inspect_why"));
  why_->hide();
  figures->addRow(why_);
  tensor_->setWordWrap(true);
  tensor_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  tensor_->setAccessibleName(tr("Tensor"));
  figures->addRow(tensor_);

  auto* show = add_group(column, tr("Show"));
  add_row(show, settings.inspect.statistic);
  add_row(show, settings.inspect.logarithmic);
  add_row(show, settings.inspect.by_value);

  auto* measure = add_group(column, tr("Measurement"));
  add_row(measure, settings.inspect.tokens);
  add_row(measure, settings.inspect.text_file,
          make_path_editor(settings.inspect.text_file, text_filter(), false, false, this));
  again_->setObjectName(QStringLiteral("inspect_again"));
  measure->addRow(again_);
  column->addStretch(1);
  connect(again_, &QPushButton::clicked, &session.inspection(), &Inspection::run);
  connect(&session.inspection(), &Inspection::state_changed, this, &InspectPanel::update_button);
  connect(&session, &Session::model_changed, this, &InspectPanel::update_button);
  update_button();
}

namespace {

/// The share of a site's energy that its largest value holds.
double share_of_largest(const SiteView& view) {
  const SiteVariant& before = view.variants.front();
  double energy = 0;
  for (const float rms : before.rms.values) energy += static_cast<double>(rms) * rms * view.tokens;
  return energy > 0 ? before.numbers.absmax * before.numbers.absmax / energy : 0;
}

/// Why a rotation makes the SQNR worse, where one value is the reason; else empty.
QString why_worse(const SiteView& view) {
  if (view.variants.size() < 2) return {};
  const double gain = view.variants.back().numbers.sqnr_db - view.variants.front().numbers.sqnr_db;
  const double share = share_of_largest(view);
  constexpr double most_of_it = 0.5;
  if (gain >= 0 || share < most_of_it) return {};
  return InspectPanel::tr(
             "One value of one token holds %1 % of this site's energy. Rotated it is spread over all "
             "channels, and the SQNR, which follows the energy, falls.")
      .arg(format_number(100 * share, 2));
}

}  // namespace

void InspectPanel::show_view(const SiteView& view) {
  tensor_->setText(QString::fromStdString(view.tensor));
  const QString why = why_worse(view);
  why_->setText(why);
  why_->setVisible(!why.isEmpty());
  if (view.variants.empty()) {
    for (MetricLabel* metric : {sqnr_, max_, ratio_, kurtosis_}) metric->clear();
    return;
  }
  const SiteNumbers& before = view.variants.front().numbers;
  const SiteNumbers& after = view.variants.back().numbers;
  if (view.variants.size() == 1) {
    sqnr_->set_value(before.sqnr_db);
    max_->set_value(before.absmax);
    ratio_->set_value(before.outlier_ratio);
    kurtosis_->set_value(before.kurtosis);
    return;
  }
  sqnr_->set_change(before.sqnr_db, after.sqnr_db);
  max_->set_change(before.absmax, after.absmax);
  ratio_->set_change(before.outlier_ratio, after.outlier_ratio);
  kurtosis_->set_change(before.kurtosis, after.kurtosis);
}

void InspectPanel::update_button() {
  again_->setEnabled(session_.has_model() && session_.model_found() && session_.inspection().job() == nullptr);
}

}  // namespace rotorscope
