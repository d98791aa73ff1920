// The statistics of every site of the open model: asked for, kept, known to be stale.
#pragma once

#include "app/backend/job.h"
#include "core/protocol/inspect.h"

#include <QObject>
#include <QPointer>
#include <optional>

namespace rotorscope {

class Session;

class Inspection : public QObject {
  Q_OBJECT

 public:
  explicit Inspection(Session& session);

  /// Measures with the present settings; one that runs is cancelled first.
  void run();
  /// Takes what a project holds.
  void restore(const InspectOutcome& outcome);
  /// The backend was started again and has reopened the project that holds the activations.
  void activations_are_back();
  void forget();

  [[nodiscard]] bool has_outcome() const { return outcome_.has_value(); }
  /// The backend holds the activations, so close-ups can be asked for; not so between its death and the next run.
  [[nodiscard]] bool has_activations() const { return outcome_.has_value() && has_activations_; }
  /// Only with has_outcome().
  [[nodiscard]] const InspectOutcome& outcome() const { return *outcome_; }
  /// nullptr if there is no such site.
  [[nodiscard]] const SiteSummary* site(int layer, const QString& name) const;
  [[nodiscard]] Job* job() const { return job_; }
  /// The settings have changed since it was measured.
  [[nodiscard]] bool is_stale() const;
  /// Why the last run failed; empty `what` if it did not.
  [[nodiscard]] const Error& error() const { return error_; }

 signals:
  /// New figures, or none any more.
  void changed();
  /// A run began, ended or failed.
  void state_changed();

 private:
  [[nodiscard]] InspectRequest request() const;
  void suggest_worst();

  Session& session_;
  std::optional<InspectOutcome> outcome_;
  bool has_activations_ = false;
  QPointer<Job> job_;
  Error error_;
};

}  // namespace rotorscope
