#include "app/backend/job.h"

#include "app/backend/activity_text.h"
#include "app/backend/backend_client.h"

namespace rotorscope {

Job::Job(BackendClient* client, qint64 id, QString operation, QString title)
    : QObject(client), client_(client), id_(id), operation_(std::move(operation)), title_(std::move(title)) {}

void Job::cancel() {
  if (state_ == State::ended || state_ == State::cancelling) return;
  set_state(State::cancelling);
  client_->control(*this, "cancel");
}

void Job::pause() {
  if (state_ != State::running || !can_pause()) return;
  set_state(State::paused);
  client_->control(*this, "pause");
}

void Job::resume() {
  if (state_ != State::paused) return;
  set_state(State::running);
  client_->control(*this, "resume");
}

void Job::set_state(State state) {
  if (state == state_) return;
  state_ = state;
  emit state_changed();
}

void Job::take_progress(const nlohmann::json& message) {
  if (state_ == State::waiting) set_state(State::running);
  done_ = message.value("done", qint64{0});
  total_ = message.value("total", qint64{0});
  seconds_left_ = message.value("seconds_left", -1.0);
  activity_ = activity_text(QString::fromStdString(message.value("activity", std::string())));
  emit progress(done_, total_, activity_, seconds_left_);
}

void Job::finish(const JsonPointer& body) {
  if (state_ == State::ended) return;
  set_state(State::ended);
  emit finished(body);
  emit ended();
  deleteLater();
}

void Job::fail(const Error& error) {
  if (state_ == State::ended) return;
  set_state(State::ended);
  emit failed(error);
  emit ended();
  deleteLater();
}

}  // namespace rotorscope
