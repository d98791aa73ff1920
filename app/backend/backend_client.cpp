#include "app/backend/backend_client.h"

#include "core/protocol/frame.h"

namespace rotorscope {

BackendClient::BackendClient(QObject* parent) : QObject(parent) {
  connect(&process_, &BackendProcess::state_changed, this, &BackendClient::state_changed);
  connect(&process_, &BackendProcess::log_line, this, &BackendClient::log_line);
  connect(&process_, &BackendProcess::message, this, &BackendClient::take);
  connect(&process_, &BackendProcess::ready, this, [this](const JsonPointer& hello) { take_hello(*hello); });
  connect(&process_, &BackendProcess::lost, this, [this](const Error& error, bool again) {
    if (!again) trouble_ = error;
    emit log_line(QString::fromStdString(error.message()));
    fail_jobs(error, !again);
    emit lost(error, again);
  });
}

BackendClient::~BackendClient() { process_.disconnect(this); }

void BackendClient::start(const QStringList& command) {
  trouble_ = {};
  fail_jobs({"another backend was chosen", "", "", true}, false);
  process_.start(command);
}

void BackendClient::restart() {
  trouble_ = {};
  fail_jobs({"the backend was restarted", "", "", true}, false);
  process_.restart();
}

Job* BackendClient::request(const QString& operation, const nlohmann::json& body, const QString& title) {
  auto* job = new Job(this, next_id_++, operation, title);
  jobs_.insert(job->id(), job);
  if (state() == BackendProcess::State::ready) {
    send_request(*job, body);
  } else {
    unsent_.insert(job->id(), body);
  }
  emit job_added(job);
  if (state() == BackendProcess::State::failed) {
    // The caller has yet to connect to the job.
    const auto id = job->id();
    QMetaObject::invokeMethod(
        this,
        [this, id] {
          if (state() == BackendProcess::State::failed && jobs_.contains(id)) {
            unsent_.remove(id);
            Job* lost = jobs_.value(id);
            lost->fail(trouble_);
            end(lost);
          }
        },
        Qt::QueuedConnection);
  }
  return job;
}

void BackendClient::send_request(const Job& job, const nlohmann::json& body) {
  process_.send({{"type", "request"}, {"id", job.id()}, {"operation", job.operation().toStdString()}, {"body", body}});
}

void BackendClient::control(Job& job, const char* type) {
  if (unsent_.remove(job.id()) > 0) {  // only a cancel can reach a job that was never sent
    job.fail(Error::cancellation());
    end(&job);
    return;
  }
  process_.send({{"type", type}, {"id", job.id()}});
}

void BackendClient::take_hello(const nlohmann::json& hello) {
  trouble_ = {};
  program_version_ = QString::fromStdString(hello.value("program", std::string()));
  if (const auto devices = decode<DevicesOutcome>(hello, "hello")) devices_ = devices->devices;
  const bool again = std::exchange(greeted_before_, true);
  // What waited was asked after the old backend had gone, so it goes first; reopening follows it only if nothing in it
  // opens something else.
  if (again) emit restarted();
  const auto waiting = std::exchange(unsent_, {});
  for (auto it = waiting.begin(); it != waiting.end(); ++it) {
    if (const Job* job = jobs_.value(it.key())) send_request(*job, it.value());
  }
  emit state_changed();
  if (!hello.value("devices_complete", true)) ask_for_devices();
}

void BackendClient::ask_for_devices() {
  Job* job = request(QStringLiteral("devices"), nlohmann::json::object());
  connect(job, &Job::finished, this, [this](const JsonPointer& body) {
    if (const auto found = decode<DevicesOutcome>(*body, "devices")) devices_ = found->devices;
    emit devices_changed();
  });
}

void BackendClient::take(const JsonPointer& message) {
  try {
    const std::string type = message->value("type", std::string());
    if (type == "status") {
      memory_ = {message->value("memory_bytes", qint64{0}), message->value("memory_total_bytes", qint64{0})};
      emit memory_changed();
      return;
    }
    if (type == "log") {
      emit log_line(QString::fromStdString(message->value("line", std::string())));
      return;
    }
    Job* job = jobs_.value(message->value("id", qint64{-1}));
    if (job == nullptr) return;
    if (type == "progress") {
      job->take_progress(*message);
    } else if (type == "partial") {
      if (job->state() == Job::State::waiting) job->set_state(Job::State::running);
      emit job->partial(QString::fromStdString(message->value("kind", std::string())),
                        JsonPointer(message, &message->at("body")));
    } else if (type == "result") {
      job->finish(JsonPointer(message, &message->at("body")));
      end(job);
    } else if (type == "error") {
      job->fail({message->value("what", std::string()), message->value("where", std::string()),
                 message->value("hint", std::string()), message->value("cancelled", false)});
      end(job);
    }
  } catch (const nlohmann::json::exception& problem) {
    emit log_line(tr("The backend sent a message that does not fit: %1").arg(QString::fromUtf8(problem.what())));
  }
}

void BackendClient::fail_jobs(const Error& error, bool also_unsent) {
  for (Job* job : jobs_.values()) {
    if (!also_unsent && unsent_.contains(job->id())) continue;
    unsent_.remove(job->id());
    job->fail(error);
    end(job);
  }
}

void BackendClient::end(Job* job) {
  if (jobs_.remove(job->id()) > 0) emit job_ended(job);
}

}  // namespace rotorscope
