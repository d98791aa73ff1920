#include "app/pages/evaluate_page.h"

#include "app/pages/evaluate_panel.h"
#include "app/pages/heading_label.h"
#include "app/pages/muted_label.h"
#include "app/settings/settings.h"
#include "widgets/icons.h"
#include "widgets/perplexity_chart.h"
#include "widgets/results_table.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

namespace rotorscope {

EvaluatePage::EvaluatePage(Session& session, QWidget* parent) : Page(session, parent) {
  auto* splitter = new QSplitter(Qt::Vertical, this);
  chart_ = new PerplexityChart(splitter);
  table_ = new ResultsTable(splitter);
  bits_of_ = new QComboBox(splitter);
  chart_->setObjectName(QStringLiteral("perplexity_chart"));
  table_->setObjectName(QStringLiteral("evaluation_table"));
  chart_->set_title(tr("Perplexity against bits"));
  chart_->set_help(
      tr("How surprised the network is by the text: lower is better, and what lies close to the dashed "
         "unquantized line has lost little."));
  chart_->set_value_scale(ValueScale::logarithmic);
  bits_of_->addItem(tr("activations"), QStringLiteral("a"));
  bits_of_->addItem(tr("weights"), QStringLiteral("w"));
  bits_of_->addItem(tr("KV cache"), QStringLiteral("kv"));
  bits_of_->setAccessibleName(tr("Bits of the chart"));
  chart_->add_tool(bits_of_);
  table_->model().set_columns(evaluation_columns());
  splitter->addWidget(chart_);
  splitter->addWidget(make_runs(splitter));
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({400, 300});
  set_content(splitter);

  auto* remove = new QShortcut(QKeySequence::Delete, table_);
  remove->setContext(Qt::WidgetWithChildrenShortcut);
  connect(remove, &QShortcut::activated, this,
          [this] { this->session().evaluations().remove(table_->selected_row()); });
  Evaluations& evaluations = session.evaluations();
  connect(&evaluations, &Evaluations::changed, this, &EvaluatePage::update_rows);
  connect(&evaluations, &Evaluations::estimate_moved, this, &EvaluatePage::update_estimate);
  connect(&evaluations, &Evaluations::failed, this,
          [this](const Error& error) { banner().show_error(error, tr("Run again")); });
  connect(&banner(), &ErrorBanner::action_chosen, this, [this] {
    banner().dismiss();
    this->session().evaluations().run();
  });
  connect(&empty(), &EmptyState::action_chosen, &evaluations, &Evaluations::run);
  connect(&session, &Session::model_changed, this, [this] {
    banner().dismiss();
    update_rows();
  });
  connect(bits_of_, &QComboBox::currentIndexChanged, this, &EvaluatePage::update_chart);
  connect(table_, &ResultsTable::row_selected, this, [this](int row) {
    remove_->setEnabled(row >= 0);
    update_chart();
  });
  connect(chart_, &PerplexityChart::point_clicked, table_, &ResultsTable::select_row);
  update_rows();
}

QWidget* EvaluatePage::make_runs(QWidget* parent) {
  auto* runs = new QWidget(parent);
  auto* head = new QHBoxLayout;
  head->addWidget(new HeadingLabel(tr("Runs"), runs));
  head->addWidget(new MutedLabel(tr("what differs from the row above is marked; click a column to sort"), runs), 1);
  const auto add = [&](const QString& icon, const QString& text, const char* name) {
    auto* button = new QToolButton(runs);
    button->setIcon(themed_icon(icon));
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setObjectName(QLatin1String(name));
    head->addWidget(button);
    return button;
  };
  connect(add(QStringLiteral("save"), tr("Save as CSV…"), "runs_csv"), &QToolButton::clicked, this,
          &EvaluatePage::save_table);
  connect(add(QStringLiteral("copy"), tr("Copy as Markdown"), "runs_markdown"), &QToolButton::clicked, table_,
          &ResultsTable::copy_markdown);
  remove_ = add(QStringLiteral("close"), tr("Remove"), "runs_remove");
  remove_->setToolTip(tr("Removes the chosen row"));
  connect(remove_, &QToolButton::clicked, this, [this] { session().evaluations().remove(table_->selected_row()); });
  auto* column = new QVBoxLayout(runs);
  column->setContentsMargins(0, space_small, 0, 0);
  column->setSpacing(space_small);
  column->addLayout(head);
  column->addWidget(table_, 1);
  return runs;
}

void EvaluatePage::save_table() {
  const QString path = QFileDialog::getSaveFileName(window(), tr("Save the table"), QStringLiteral("evaluations.csv"),
                                                    tr("CSV (*.csv)"));
  if (path.isEmpty()) return;
  if (const Status saved = table_->save_csv(path); !saved) banner().show_error(saved.error());
}

QWidget* EvaluatePage::make_settings_panel() { return new EvaluatePanel(session()); }

void EvaluatePage::came_to_front() { update_rows(); }

void EvaluatePage::update_rows() {
  Evaluations& evaluations = session().evaluations();
  std::vector<std::vector<QVariant>> rows;
  for (const auto& row : evaluations.rows()) rows.push_back(evaluation_row(row));
  for (const auto& pending : evaluations.pending()) rows.push_back(pending_row(pending));
  const bool any = !rows.empty();
  const bool extras = std::any_of(rows.begin(), rows.end(), [](const std::vector<QVariant>& row) {
    return !row[evaluation_extras_column].toString().isEmpty();
  });
  remove_->setEnabled(false);
  table_->model().set_rows(std::move(rows));
  table_->view().resizeColumnsToContents();
  table_->view().setColumnHidden(evaluation_extras_column, !extras);
  update_chart();
  if (any) {
    show_content();
  } else if (session().model_found()) {
    show_empty(tr("Nothing is evaluated yet"),
               tr("An evaluation measures the perplexity of the model with the settings on the right. Runs are kept as "
                  "rows of a table, so that they can be compared."),
               tr("Run an evaluation"));
  } else {
    show_empty(tr("Nothing is evaluated yet"), tr("The project holds no evaluation, and its model was not found."));
  }
}

std::vector<QVariant> EvaluatePage::pending_row(const Evaluations::Pending& pending) const {
  EvalRow row = pending.row;
  row.outcome.perplexity = pending.estimate.perplexity;
  row.outcome.standard_error = pending.estimate.standard_error;
  auto values = evaluation_row(row);
  const EvalPartial& estimate = pending.estimate;
  // The last column, the time it took, says how far it is.
  if (pending.task.total > 0) {
    values.back() = tr("%1: question %2 of %3")
                        .arg(QString::fromStdString(pending.task.task))
                        .arg(pending.task.done)
                        .arg(pending.task.total);
    return values;
  }
  values.back() = estimate.windows_done > 0
                      ? tr("window %1 of %2").arg(estimate.windows_done).arg(estimate.windows_total)
                      : tr("waiting");
  return values;
}

void EvaluatePage::update_estimate(int index) {
  const Evaluations& evaluations = session().evaluations();
  const int row = static_cast<int>(evaluations.rows().size()) + index;
  table_->model().set_row(row, pending_row(evaluations.pending()[static_cast<std::size_t>(index)]));
}

void EvaluatePage::update_chart() {
  const QString which = bits_of_->currentData().toString();
  chart_->set_bits_name(tr("bits of %1").arg(bits_of_->currentText()));
  std::vector<PerplexityPoint> points;
  double baseline = std::numeric_limits<double>::quiet_NaN();
  for (const auto& row : session().evaluations().rows()) {
    const QuantSpec& quant = row.request.quant;
    PerplexityPoint point;
    point.rotation = QString::fromStdString(row.request.rotation.source);
    point.scheme = QString::fromStdString(scheme_name(quant));
    point.bits = which == QLatin1String("a")   ? quant.a_bits
                 : which == QLatin1String("w") ? quant.w_bits
                                               : quant.kv_bits;
    point.perplexity = row.outcome.perplexity;
    point.standard_error = row.outcome.standard_error;
    if (quant.w_bits >= 16 && quant.a_bits >= 16 && quant.kv_bits >= 16) baseline = point.perplexity;
    points.push_back(point);
  }
  chart_->set_points(std::move(points));
  chart_->set_baseline(baseline);
}

}  // namespace rotorscope
