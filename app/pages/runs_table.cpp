#include "app/pages/runs_table.h"

#include "app/session/session.h"
#include "app/settings/rotation_settings.h"
#include "widgets/results_table.h"

#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace rotorscope {
namespace {

std::vector<QVariant> row_of(const LearnRun& run) {
  QVariant best;
  QVariant best_step;
  QVariant last;
  QVariant held_out;
  double seconds = 0;
  for (const LearnStep& step : run.steps) {
    seconds += step.seconds;
    if (!best.isValid() || step.loss < best.toDouble()) {
      best = step.loss;
      best_step = step.step;
    }
    last = step.loss;
    const bool looked = step.held_out_loss >= 0;
    if (looked && (!held_out.isValid() || step.held_out_loss < held_out.toDouble())) held_out = step.held_out_loss;
  }
  const LearnRequest& asked = run.request;
  return {QString::fromStdString(run.name),
          QString::fromStdString(asked.objective),
          QString::fromStdString(asked.form),
          rotation_text(asked.rotation),
          QString::fromStdString(scheme_name(asked.quant)),
          static_cast<int>(run.steps.size()),
          run.steps.empty() ? QVariant() : QVariant(run.steps.front().lr),
          static_cast<int>(asked.runtime.seed),
          best,
          best_step,
          last,
          held_out,
          seconds};
}

}  // namespace

RunsTable::RunsTable(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), table_(new ResultsTable(this)) {
  table_->setObjectName(QStringLiteral("learn_runs"));
  table_->model().set_columns(
      {{tr("Run"), Better::neither, false, {}},
       {tr("Objective"), Better::neither, true, tr("What was made small")},
       {tr("Form"), Better::neither, true, {}},
       {tr("Start"), Better::neither, true, tr("The rotation that learning began with")},
       {tr("Bits"), Better::neither, true, tr("Bits in the loop")},
       {tr("Steps"), Better::neither, true, {}},
       {tr("Learning rate"), Better::neither, true, tr("At the first step")},
       {tr("Seed"), Better::neither, true, {}},
       {tr("Lowest loss"), Better::neither, false, tr("Losses of different objectives cannot be compared")},
       {tr("at step"), Better::neither, false, {}},
       {tr("Last loss"), Better::neither, false, {}},
       {tr("Held out"), Better::neither, false,
        tr("Lowest loss on the windows that were kept apart; that rotation is the result")},
       {tr("Time, s"), Better::neither, false, tr("Of the steps alone")}});
  table_->view().horizontalHeader()->setStretchLastSection(true);
  table_->setMaximumHeight(96);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(table_);
  connect(&session.learning(), &Learning::runs_changed, this, &RunsTable::rebuild);
  connect(&session.learning(), &Learning::step_added, this, &RunsTable::update_last);
  rebuild();
}

void RunsTable::rebuild() {
  std::vector<std::vector<QVariant>> rows;
  for (const LearnRun& run : session_.learning().runs()) rows.push_back(row_of(run));
  const bool any = !rows.empty();
  table_->model().set_rows(std::move(rows));
  table_->view().resizeColumnsToContents();
  setVisible(any);
}

void RunsTable::update_last() {
  const auto& runs = session_.learning().runs();
  if (runs.empty() || table_->model().rowCount() != static_cast<int>(runs.size())) return;
  table_->model().set_row(static_cast<int>(runs.size()) - 1, row_of(runs.back()));
}

}  // namespace rotorscope
