// The backend as a process: started, greeted, watched, and started again when it dies.
#pragma once

#include "app/backend/json_pointer.h"
#include "core/base/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <QTimer>

class QProcess;

namespace rotorscope {

class FrameWorker;

class BackendProcess : public QObject {
  Q_OBJECT

 public:
  enum class State { stopped, starting, ready, restarting, failed };

  explicit BackendProcess(QObject* parent = nullptr);
  /// Asks the backend to end, waits a second, then kills it.
  ~BackendProcess() override;

  /// Starts the command; one that runs is ended first. Never blocks: `ready` or `lost` tells how it went.
  void start(const QStringList& command);
  /// Starts the same command anew, with all its attempts.
  void restart();
  /// Writes one message; does nothing unless the state is `ready`.
  void send(const nlohmann::json& message);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const QStringList& command() const { return command_; }
  [[nodiscard]] qint64 process_id() const;
  /// Deaths in a row after which it is not started again.
  static constexpr int restart_limit = 3;

 signals:
  void state_changed();
  /// The backend greeted with this hello, whose protocol version is right.
  void ready(rotorscope::JsonPointer hello);
  void message(rotorscope::JsonPointer message);
  /// It ended, or could not be spoken to. `again`: it is being started again.
  void lost(const rotorscope::Error& error, bool again);
  /// One line of its standard error.
  void log_line(const QString& line);

 private:
  void launch();
  void drop_process();
  void read_errors();
  void take_message(int run, const JsonPointer& message);
  void take_hello(const JsonPointer& hello);
  void process_gone(const Error& error, bool may_restart);
  void set_state(State state);
  [[nodiscard]] Error death_report() const;

  QStringList command_;
  QProcess* process_ = nullptr;
  QThread thread_;
  FrameWorker* worker_;
  QTimer hello_timer_, restart_timer_;
  QElapsedTimer since_ready_;
  State state_ = State::stopped;
  int run_ = 0;
  int deaths_ = 0;
  QByteArray error_rest_;
  QStringList last_errors_;
};

}  // namespace rotorscope
