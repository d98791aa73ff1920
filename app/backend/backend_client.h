// The window's side of the protocol: requests go out as jobs, their messages come back to them.
#pragma once

#include "app/backend/backend_process.h"
#include "app/backend/command_line.h"
#include "app/backend/job.h"
#include "core/protocol/model.h"

#include <QList>
#include <QMap>
#include <QObject>

namespace rotorscope {

/// What the backend's machine uses and has.
struct BackendMemory {
  qint64 used_bytes = 0;
  qint64 total_bytes = 0;  ///< 0: not known yet
};

class BackendClient : public QObject {
  Q_OBJECT

 public:
  explicit BackendClient(QObject* parent = nullptr);
  ~BackendClient() override;

  /// Starts the backend, or another one; jobs of the one before fail.
  void start(const QStringList& command);
  /// Starts the same command again, e.g. after it was given up.
  void restart();

  /// Sends a request; while the backend is starting it waits. The job is told of its end in any case. With a title it
  /// is listed in the jobs bar.
  Job* request(const QString& operation, const nlohmann::json& body, const QString& title = {});

  [[nodiscard]] BackendProcess::State state() const { return process_.state(); }
  [[nodiscard]] const QStringList& command() const { return process_.command(); }
  /// It runs on another computer: paths are that one's.
  [[nodiscard]] bool is_remote() const { return !remote_host(command()).isEmpty(); }
  [[nodiscard]] qint64 process_id() const { return process_.process_id(); }
  [[nodiscard]] const QString& program_version() const { return program_version_; }
  [[nodiscard]] const std::vector<DeviceInfo>& devices() const { return devices_; }
  [[nodiscard]] const BackendMemory& memory() const { return memory_; }
  /// Why there is no backend; empty `what` if there is one.
  [[nodiscard]] const Error& trouble() const { return trouble_; }
  /// No request is open.
  [[nodiscard]] bool is_idle() const { return jobs_.isEmpty(); }
  [[nodiscard]] QList<Job*> jobs() const { return jobs_.values(); }

 signals:
  void state_changed();
  void memory_changed();
  /// The GPUs are known now too.
  void devices_changed();
  void job_added(rotorscope::Job* job);
  void job_ended(rotorscope::Job* job);
  /// The backend ended by itself; `again`: it is being started again.
  void lost(const rotorscope::Error& error, bool again);
  /// A backend is there again and knows nothing: reopen what was open.
  void restarted();
  void log_line(const QString& line);

 private:
  friend class Job;
  void control(Job& job, const char* type);
  void send_request(const Job& job, const nlohmann::json& body);
  void take_hello(const nlohmann::json& hello);
  void ask_for_devices();
  void take(const JsonPointer& message);
  void fail_jobs(const Error& error, bool also_unsent);
  void end(Job* job);

  BackendProcess process_;
  QMap<qint64, Job*> jobs_;
  QMap<qint64, nlohmann::json> unsent_;
  qint64 next_id_ = 1;
  bool greeted_before_ = false;
  QString program_version_;
  std::vector<DeviceInfo> devices_;
  BackendMemory memory_;
  Error trouble_;
};

}  // namespace rotorscope
