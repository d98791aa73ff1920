#include "app/session/rotation_gate.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"
#include "core/protocol/frame.h"

namespace rotorscope {

RotationGate::RotationGate(Session& session) : session_(session) {
  connect(&session.settings().after, &RotationSettings::changed, this, [this] {
    error_ = {};
    emit changed();
  });
}

const RotateOutcome* RotationGate::outcome() const {
  return outcome_ && measured_ == nlohmann::json(session_.settings().after.spec()) ? &*outcome_ : nullptr;
}

void RotationGate::check() {
  if (!session_.has_model() || job_ || outcome() != nullptr) return;
  RotateRequest request;
  request.model = session_.model_source().toStdString();
  request.rotation = session_.settings().after.spec();
  request.runtime = session_.settings().compute.options();
  request.text = text_source(session_.settings().inspect.text_file);
  if (request.rotation.source == "none") return;
  error_ = {};
  job_ = session_.client().request(QStringLiteral("rotate"), request,
                                   tr("Checking invariance, %1").arg(rotation_text(request.rotation)));
  connect(job_, &Job::finished, this, [this, asked = nlohmann::json(request.rotation)](const JsonPointer& body) {
    job_.clear();
    if (auto outcome = decode<RotateOutcome>(*body, "rotate")) {
      outcome_ = std::move(*outcome);
      measured_ = asked;
    } else {
      error_ = outcome.error();
    }
    emit changed();
  });
  connect(job_, &Job::failed, this, [this](const Error& error) {
    job_.clear();
    error_ = error;
    emit changed();
  });
  emit changed();
}

void RotationGate::forget() {
  if (job_) {
    job_->disconnect(this);
    job_->cancel();
    job_.clear();
  }
  outcome_.reset();
  error_ = {};
  emit changed();
}

}  // namespace rotorscope
