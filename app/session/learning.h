// Learning runs: started, followed step by step, kept beside each other.
#pragma once

#include "app/backend/job.h"
#include "core/protocol/inspect.h"
#include "core/protocol/rotate.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <vector>

namespace rotorscope {

class Session;

class Learning : public QObject {
  Q_OBJECT

 public:
  explicit Learning(Session& session);

  /// Starts a run with the present settings from the rotation `start`; nothing happens while one is running.
  void start(const RotationSpec& start);
  /// Goes on with the last run, which was cancelled or whose backend died.
  void resume();
  void restore(const std::vector<LearnRun>& runs, bool learned_available);
  /// Takes the runs of a project that another program writes; true if they are news.
  bool follow(const std::vector<LearnRun>& runs);
  /// The last run goes on in another program.
  [[nodiscard]] bool runs_elsewhere() const { return elsewhere_.isActive(); }
  void forget();

  [[nodiscard]] const std::vector<LearnRun>& runs() const { return runs_; }
  [[nodiscard]] Job* job() const { return job_; }
  /// The last run is unfinished and none is running.
  [[nodiscard]] bool can_resume() const;
  /// "learned" can be used as a rotation.
  [[nodiscard]] bool has_learned() const { return has_learned_; }
  [[nodiscard]] const Error& error() const { return error_; }

 signals:
  /// The list of runs has changed as a whole.
  void runs_changed();
  /// A step was added to the last run.
  void step_added(const rotorscope::LearnStep& step);
  /// The watched site while the rotation moves.
  void view_moved(const rotorscope::SiteView& view);
  /// A run began, ended, failed, was paused or went on.
  void state_changed();

 private:
  void begin(const LearnRequest& request);
  void watch();
  void take_partial(const QString& kind, const nlohmann::json& body);
  void take_outcome(const nlohmann::json& body);
  void set_learned(bool available);

  Session& session_;
  std::vector<LearnRun> runs_;
  QPointer<Job> job_;
  QTimer elsewhere_;  ///< active while another program adds steps
  bool has_learned_ = false;
  Error error_;
};

}  // namespace rotorscope
