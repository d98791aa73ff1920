#include "app/backend/backend_process.h"

#include "app/backend/frame_worker.h"
#include "core/protocol/frame.h"

#include <QProcess>
#include <csignal>

namespace rotorscope {
namespace {

constexpr int hello_limit_ms = 30'000;      // ssh to a busy host
constexpr qint64 steady_after_ms = 60'000;  // a backend that lived so long may die three times again
constexpr int kept_error_lines = 20;
constexpr int shown_error_lines = 4;

}  // namespace

BackendProcess::BackendProcess(QObject* parent) : QObject(parent), worker_(new FrameWorker) {
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  connect(worker_, &FrameWorker::parsed, this, &BackendProcess::take_message);
  connect(worker_, &FrameWorker::broken, this, [this](int run, const Error& error) {
    // What speaks no frames from the start is the wrong program; starting it again changes nothing.
    if (run == run_) process_gone(error, state_ == State::ready);
  });
  connect(worker_, &FrameWorker::ended, this, [this](int run) {
    if (run == run_ && process_ != nullptr) process_gone(death_report(), true);
  });
  hello_timer_.setSingleShot(true);
  restart_timer_.setSingleShot(true);
  connect(&hello_timer_, &QTimer::timeout, this, [this] {
    process_gone({"the backend did not answer within 30 seconds", command_.join(u' ').toStdString(),
                  "check that the command starts `rotor serve` and asks for no password", false},
                 false);
  });
  connect(&restart_timer_, &QTimer::timeout, this, &BackendProcess::launch);
  thread_.setObjectName(QStringLiteral("backend reader"));
  thread_.start();
}

BackendProcess::~BackendProcess() {
  drop_process();
  for (auto* process : findChildren<QProcess*>()) {  // the program is ending: nothing else will end them
    if (process->state() == QProcess::NotRunning || process->waitForFinished(1000)) continue;
    process->kill();
    process->waitForFinished(1000);
  }
  thread_.quit();
  thread_.wait();
}

qint64 BackendProcess::process_id() const { return process_ == nullptr ? 0 : process_->processId(); }

void BackendProcess::start(const QStringList& command) {
  command_ = command;
  restart();
}

void BackendProcess::restart() {
  drop_process();
  deaths_ = 0;
  launch();
}

void BackendProcess::launch() {
  restart_timer_.stop();
  last_errors_.clear();
  error_rest_.clear();
  const int run = ++run_;
  process_ = new QProcess(this);
  process_->setProcessChannelMode(QProcess::SeparateChannels);
  connect(process_, &QProcess::readyReadStandardOutput, this, [this, run, process = process_] {
    const QByteArray bytes = process->readAllStandardOutput();
    QMetaObject::invokeMethod(worker_, [worker = worker_, run, bytes] { worker->feed(run, bytes); });
  });
  connect(process_, &QProcess::readyReadStandardError, this, &BackendProcess::read_errors);
  connect(process_, &QProcess::finished, this, [this, run, process = process_] {
    read_errors();
    const QByteArray bytes = process->readAllStandardOutput();
    QMetaObject::invokeMethod(worker_, [worker = worker_, run, bytes] {
      worker->feed(run, bytes);
      worker->end(run);
    });
  });
  connect(process_, &QProcess::errorOccurred, this, [this, run](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart || run != run_) return;
    process_gone({"the backend could not be started: " + process_->errorString().toStdString(),
                  command_.join(u' ').toStdString(),
                  "build `rotor`, or choose another command with File, Connect to a backend", false},
                 false);
  });
  set_state(State::starting);
  hello_timer_.start(hello_limit_ms);
  process_->start(command_.first(), command_.mid(1));
  if (process_ == nullptr) return;  // it failed inside start()
  const std::string hello = encode_frame({{"type", "hello"}, {"protocol", protocol_version}});
  process_->write(hello.data(), static_cast<qint64>(hello.size()));
}

void BackendProcess::send(const nlohmann::json& message) {
  if (state_ != State::ready || process_ == nullptr) return;
  const std::string frame = encode_frame(message);
  process_->write(frame.data(), static_cast<qint64>(frame.size()));
}

void BackendProcess::read_errors() {
  if (process_ == nullptr) return;
  error_rest_ += process_->readAllStandardError();
  if (process_->state() == QProcess::NotRunning && !error_rest_.isEmpty()) error_rest_ += '\n';
  qsizetype end = 0;
  while ((end = error_rest_.indexOf('\n')) >= 0) {
    const QString line = QString::fromUtf8(error_rest_.left(end)).trimmed();
    error_rest_.remove(0, end + 1);
    if (line.isEmpty()) continue;
    last_errors_ << line;
    if (last_errors_.size() > kept_error_lines) last_errors_.removeFirst();
    emit log_line(line);
  }
}

void BackendProcess::take_message(int run, const JsonPointer& message) {
  if (run != run_ || process_ == nullptr) return;
  if (state_ == State::starting) {
    take_hello(message);
  } else {
    emit this->message(message);
  }
}

void BackendProcess::take_hello(const JsonPointer& hello) {
  const std::string type = hello->value("type", std::string());
  if (type == "status" || type == "log") return;  // may overtake the greeting
  if (type != "hello") {
    process_gone({"the backend did not greet first", command_.join(u' ').toStdString(),
                  "use a window and a backend of the same version", false},
                 false);
    return;
  }
  const auto version = hello->find("protocol");
  if (version == hello->end() || !version->is_number_integer() || version->get<int>() != protocol_version) {
    const std::string theirs = version == hello->end() ? "no version" : "version " + version->dump();
    process_gone({"the backend speaks " + theirs + " of the protocol, this window speaks version " +
                      std::to_string(protocol_version),
                  command_.join(u' ').toStdString(), "use a window and a backend of the same version", false},
                 false);
    return;
  }
  hello_timer_.stop();
  since_ready_.start();
  set_state(State::ready);
  emit ready(hello);
}

Error BackendProcess::death_report() const {
  Error error;
  error.where = "backend";
  if (process_->exitStatus() == QProcess::CrashExit) {
    const int signal = process_->exitCode();
    error.what = "the backend was ended by signal " + std::to_string(signal);
    if (signal == SIGKILL) error.hint = "if memory ran out, use fewer tokens, a smaller batch or a smaller model";
  } else {
    error.what = "the backend ended with code " + std::to_string(process_->exitCode());
  }
  if (!last_errors_.isEmpty()) {
    error.what += "; its last lines: " + last_errors_.mid(qMax<qsizetype>(0, last_errors_.size() - shown_error_lines))
                                             .join(QStringLiteral(" / "))
                                             .toStdString();
  }
  return error;
}

void BackendProcess::process_gone(const Error& error, bool may_restart) {
  if (since_ready_.isValid() && since_ready_.elapsed() > steady_after_ms) deaths_ = 0;
  since_ready_.invalidate();
  const bool again = may_restart && ++deaths_ <= restart_limit;
  Error told = error;
  if (may_restart && !again) {
    told.hint = "it ended " + std::to_string(deaths_) +
                " times in a row and is not started again by itself; see the "
                "log, then choose Run, Restart the backend";
  }
  drop_process();
  set_state(again ? State::restarting : State::failed);
  if (again) restart_timer_.start(deaths_ == 1 ? 100 : 1000 * (deaths_ - 1));
  emit lost(told, again);
}

void BackendProcess::drop_process() {
  hello_timer_.stop();
  restart_timer_.stop();
  if (process_ == nullptr) return;
  QProcess* process = std::exchange(process_, nullptr);
  ++run_;  // late messages belong to nobody
  process->disconnect(this);
  if (process->state() == QProcess::NotRunning) {
    process->deleteLater();
    return;
  }
  const std::string goodbye = encode_frame({{"type", "shutdown"}});
  process->write(goodbye.data(), static_cast<qint64>(goodbye.size()));
  process->closeWriteChannel();
  connect(process, &QProcess::finished, process, &QObject::deleteLater);
  QTimer::singleShot(1000, process, &QProcess::kill);
}

void BackendProcess::set_state(State state) {
  if (state == state_) return;
  state_ = state;
  emit state_changed();
}

}  // namespace rotorscope
