// The table of evaluations and the one that is running; and sweeps over random seeds.
#pragma once

#include "app/backend/job.h"
#include "core/protocol/evaluate.h"

#include <QObject>
#include <QPointer>
#include <optional>
#include <vector>

namespace rotorscope {

class Session;

class Evaluations : public QObject {
  Q_OBJECT

 public:
  explicit Evaluations(Session& session);

  /// Evaluates with the settings of the Evaluate page; several wait for each other.
  void run();
  /// Measures a random rotation for each of the seeds; `kind` is hadamard or orthogonal.
  void sweep(const QString& kind);
  /// What the next evaluation asks, from the settings of all pages.
  [[nodiscard]] EvalRequest request() const;
  void restore(const std::vector<EvalRow>& rows);
  void forget();
  void remove(int row);

  /// Finished rows.
  [[nodiscard]] const std::vector<EvalRow>& rows() const { return rows_; }
  /// Rows that wait or run, the running one first, with their estimate so far.
  struct Pending {
    QPointer<Job> job;
    EvalRow row;
    EvalPartial estimate;
    TaskPartial task;  ///< of the task that is asked now; no total: none yet
  };
  [[nodiscard]] const std::vector<Pending>& pending() const { return pending_; }
  [[nodiscard]] Job* sweep_job() const { return sweep_job_; }
  [[nodiscard]] const Error& error() const { return error_; }

 signals:
  /// Rows came or went.
  void changed();
  /// The estimate of pending()[index] moved.
  void estimate_moved(int index);
  void sweep_started(const QString& kind, int seeds);
  void seed_measured(const QString& kind, const rotorscope::SweepSeed& seed);
  void sweep_finished(const rotorscope::SweepOutcome& outcome);
  void failed(const rotorscope::Error& error);

 private:
  [[nodiscard]] int index_of(const Job* job) const;
  void take_outcome(const Job* job, const nlohmann::json& body);
  void drop(const Job* job);
  void fail(const Error& error);

  Session& session_;
  std::vector<EvalRow> rows_;
  std::vector<Pending> pending_;
  QPointer<Job> sweep_job_;
  Error error_;
};

}  // namespace rotorscope
