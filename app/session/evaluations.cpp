#include "app/session/evaluations.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"

#include <QDateTime>

namespace rotorscope {

Evaluations::Evaluations(Session& session) : session_(session) {}

EvalRequest Evaluations::request() const {
  const Settings& settings = session_.settings();
  EvalRequest request = settings.eval.request();
  request.model = session_.model_source().toStdString();
  request.rotation = settings.after.spec();
  request.runtime = settings.compute.options();
  if (settings.eval.quantized) request.quant = settings.quant.spec();
  request.project = session_.project_path().toStdString();
  return request;
}

void Evaluations::run() {
  if (!session_.has_model()) return;
  Pending pending;
  pending.row.request = request();
  const auto& asked = pending.row.request;
  error_ = {};
  Job* job = session_.client().request(
      QStringLiteral("eval"), asked,
      tr("Evaluating %1, %2").arg(QString::fromStdString(scheme_name(asked.quant)), rotation_text(asked.rotation)));
  pending.job = job;
  pending_.push_back(pending);
  connect(job, &Job::partial, this, [this, job](const QString& kind, const JsonPointer& body) {
    const int index = index_of(job);
    if (index < 0) return;
    Pending& row_of_job = pending_[static_cast<std::size_t>(index)];
    if (kind == QLatin1String("eval_partial")) {
      if (auto estimate = decode<EvalPartial>(*body, "eval_partial")) row_of_job.estimate = *estimate;
    } else if (kind == QLatin1String("task_partial")) {
      auto task = decode<TaskPartial>(*body, "task_partial");
      if (!task) return;
      row_of_job.task = *task;
      TaskScore& score = row_of_job.row.outcome.tasks[task->task];
      score = {task->acc, task->acc_norm, task->done, 0, 0};
    }
    emit estimate_moved(index);
  });
  connect(job, &Job::finished, this, [this, job](const JsonPointer& body) { take_outcome(job, *body); });
  connect(job, &Job::failed, this, [this, job](const Error& error) {
    drop(job);
    fail(error);
  });
  emit changed();
}

void Evaluations::take_outcome(const Job* job, const nlohmann::json& body) {
  const int index = index_of(job);
  if (index < 0) return;
  EvalRow row = pending_[static_cast<std::size_t>(index)].row;
  auto outcome = decode<EvalOutcome>(body, "eval");
  pending_.erase(pending_.begin() + index);
  if (outcome) {
    row.outcome = std::move(*outcome);
    row.finished = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    rows_.push_back(std::move(row));
    session_.mark_changed();
  }
  emit changed();
  if (!outcome) fail(outcome.error());
}

void Evaluations::sweep(const QString& kind) {
  if (!session_.has_model() || sweep_job_) return;
  SweepRequest asked;
  asked.eval = request();
  asked.eval.tasks.clear();
  asked.kind = kind.toStdString();
  asked.seeds = session_.settings().eval.sweep_seeds;
  error_ = {};
  sweep_job_ =
      session_.client().request(QStringLiteral("sweep"), asked,
                                tr("Sweeping %n seed(s) of %1", nullptr, asked.seeds)
                                    .arg(rotation_text(RotationSpec{asked.kind, 0, "auto", "auto", "auto", "auto"})));
  emit sweep_started(kind, asked.seeds);
  connect(sweep_job_, &Job::partial, this, [this, kind](const QString& partial, const JsonPointer& body) {
    if (partial != QLatin1String("sweep_seed")) return;
    if (auto seed = decode<SweepSeed>(*body, "sweep_seed")) emit seed_measured(kind, *seed);
  });
  connect(sweep_job_, &Job::finished, this, [this](const JsonPointer& body) {
    sweep_job_.clear();
    if (auto outcome = decode<SweepOutcome>(*body, "sweep")) {
      session_.mark_changed();
      emit sweep_finished(*outcome);
    } else {
      fail(outcome.error());
    }
    emit changed();
  });
  connect(sweep_job_, &Job::failed, this, [this](const Error& error) {
    sweep_job_.clear();
    fail(error);
    emit changed();
  });
  emit changed();
}

void Evaluations::restore(const std::vector<EvalRow>& rows) {
  rows_ = rows;
  error_ = {};
  emit changed();
}

void Evaluations::forget() {
  for (const auto& pending : std::exchange(pending_, {})) {
    if (!pending.job) continue;
    pending.job->disconnect(this);
    pending.job->cancel();
  }
  if (sweep_job_) {
    sweep_job_->disconnect(this);
    sweep_job_->cancel();
    sweep_job_.clear();
  }
  restore({});
}

void Evaluations::remove(int row) {
  if (row < 0 || row >= static_cast<int>(rows_.size())) return;
  rows_.erase(rows_.begin() + row);
  session_.mark_changed();
  emit changed();
}

int Evaluations::index_of(const Job* job) const {
  for (std::size_t at = 0; at < pending_.size(); ++at) {
    if (pending_[at].job == job) return static_cast<int>(at);
  }
  return -1;
}

void Evaluations::drop(const Job* job) {
  const int index = index_of(job);
  if (index < 0) return;
  pending_.erase(pending_.begin() + index);
  emit changed();
}

void Evaluations::fail(const Error& error) {
  if (error.cancelled) return;
  error_ = error;
  emit failed(error);
}

}  // namespace rotorscope
