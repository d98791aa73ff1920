#include "app/backend/latest_query.h"

#include "app/backend/backend_client.h"

namespace rotorscope {

LatestQuery::LatestQuery(BackendClient& client, QString operation, QObject* parent)
    : QObject(parent), client_(client), operation_(std::move(operation)) {}

void LatestQuery::ask(nlohmann::json body) {
  if (job_.isNull()) {
    send(body);
  } else {
    waiting_ = std::move(body);
  }
}

void LatestQuery::forget() {
  waiting_.reset();
  if (!job_.isNull()) job_->disconnect(this);
  job_.clear();
}

void LatestQuery::send(const nlohmann::json& body) {
  job_ = client_.request(operation_, body);
  connect(job_, &Job::finished, this, [this](const JsonPointer& answer) {
    job_.clear();
    // An answer that is no longer asked for still shows movement while a slider is dragged.
    emit answered(answer);
    next();
  });
  connect(job_, &Job::failed, this, [this](const Error& error) {
    job_.clear();
    // A backend that is being started again knows nothing of what the waiting question is about.
    if (client_.state() != BackendProcess::State::ready) waiting_.reset();
    if (!waiting_) emit failed(error);
    next();
  });
}

void LatestQuery::next() {
  if (!waiting_ || !job_.isNull()) return;
  const auto body = std::move(*waiting_);
  waiting_.reset();
  send(body);
}

}  // namespace rotorscope
