#include "app/pages/quantize_page.h"

#include "app/pages/grid_view.h"
#include "app/pages/preset_bar.h"
#include "app/pages/quantize_panel.h"
#include "app/pages/site_errors.h"
#include "app/pages/study_view.h"
#include "app/session/size_estimate.h"
#include "app/settings/settings.h"
#include "widgets/format.h"
#include "widgets/metric_label.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace rotorscope {

QuantizePage::QuantizePage(Session& session, QWidget* parent) : Page(session, parent) {
  auto* content = new QWidget(this);
  errors_ = new SiteErrors(session, content);
  grid_ = new GridView(session, content);
  weights_ = new MetricLabel(tr("Weights on disk"), {}, Better::lower, content);
  cache_ = new MetricLabel(tr("KV cache of 1000 tokens"), {}, Better::lower, content);
  memory_ = new MetricLabel(tr("In memory, full context"), {}, Better::lower, content);
  weights_->setObjectName(QStringLiteral("size_weights"));
  memory_->setObjectName(QStringLiteral("size_memory"));
  weights_->set_help(
      tr("Estimated from the configuration: linear layers, embedding and head at the chosen bits with 16-bit scales, "
         "norms at 16 bits."));
  memory_->set_help(
      tr("Weights and the KV cache of the longest text that the model takes, as an engine holds them that keeps both "
         "packed. What its passes need for a moment comes on top."));
  cache_->set_help(tr("Keys and values of all layers for 1000 tokens, with a 16-bit scale for each token and head."));
  auto* splitter = new QSplitter(Qt::Horizontal, content);
  auto* tabs = new QTabWidget(splitter);
  tabs->setObjectName(QStringLiteral("quantize_tabs"));
  tabs->setDocumentMode(true);
  auto* sensitivity = new StudyView(session, StudyView::Question::sensitivity, tabs);
  tabs->addTab(errors_, tr("Errors"));
  tabs->addTab(sensitivity, tr("Sensitivity"));
  connect(sensitivity, &StudyView::failed, this, [this](const Error& error) { banner().show_error(error); });
  splitter->addWidget(tabs);
  splitter->addWidget(grid_);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({11'000, 9'000});
  auto* sizes = new QVBoxLayout;  // side by side they would be wider than a small window, or larger text, has room for
  sizes->setSpacing(0);
  for (MetricLabel* label : {weights_, memory_, cache_}) sizes->addWidget(label, 0, Qt::AlignLeft);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(new PresetBar(session.settings(), content));
  column->addWidget(splitter, 1);
  column->addLayout(sizes);
  set_content(content);

  connect(grid_, &GridView::failed, this, [this](const Error& error) { show_query_error(error); });
  connect(&session.settings().quant, &QuantSettings::changed, this, [this] {
    update_sizes();
    update_state();
  });
  connect(&session.settings().after, &RotationSettings::changed, this, &QuantizePage::update_state);
  connect(&session.inspection(), &Inspection::state_changed, this, &QuantizePage::update_state);
  connect(&session.inspection(), &Inspection::changed, this, &QuantizePage::update_state);
  connect(&session, &Session::model_changed, this, [this] {
    update_sizes();
    update_state();
  });
  connect(&empty(), &EmptyState::action_chosen, &session.inspection(), &Inspection::run);
  connect(&banner(), &ErrorBanner::action_chosen, &session.inspection(), &Inspection::run);
  update_sizes();
  update_state();
}

QWidget* QuantizePage::make_settings_panel() { return new QuantizePanel(session()); }

void QuantizePage::came_to_front() { update_state(); }

void QuantizePage::update_state() {
  Inspection& inspection = session().inspection();
  if (inspection.error().what.empty()) banner().dismiss();
  if (!show_inspection_state()) return;
  if (inspection.job() != nullptr || !inspection.error().what.empty()) return;
  if (inspection.is_stale() && session().model_found()) {
    const InspectOutcome& outcome = inspection.outcome();
    const auto measured = [](int bits) { return bits >= 16 ? 4 : bits; };
    banner().show_notice(tr("The errors on the left were measured with %1, activations at %2 bits and the KV cache at "
                            "%3 bits. The settings have changed since.")
                             .arg(rotation_text(outcome.rotation))
                             .arg(measured(outcome.quant.a_bits))
                             .arg(measured(outcome.quant.kv_bits)),
                         tr("Measure again"));
  }
}

void QuantizePage::update_sizes() {
  if (!session().has_model()) {
    for (MetricLabel* label : {weights_, cache_, memory_}) label->clear();
    return;
  }
  const SizeEstimate sizes = estimate_sizes(session().model(), session().settings().quant.spec());
  const auto change = [](std::int64_t before, std::int64_t after) {
    return before == after ? format_bytes(after) : tr("%1 → %2").arg(format_bytes(before), format_bytes(after));
  };
  weights_->set_text(change(sizes.weights_16_bytes, sizes.weights_bytes));
  cache_->set_text(change(sizes.kv_1000_16_bytes, sizes.kv_1000_bytes));
  memory_->set_text(change(sizes.memory_16_bytes, sizes.memory_bytes));
}

}  // namespace rotorscope
