#include "app/session/inspection.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"
#include "core/protocol/frame.h"
#include "core/protocol/site.h"

#include <algorithm>

namespace rotorscope {

Inspection::Inspection(Session& session) : session_(session) {
  connect(&session.client(), &BackendClient::state_changed, this, [this] {
    if (session_.client().state() != BackendProcess::State::ready) has_activations_ = false;
  });
}

InspectRequest Inspection::request() const {
  const Settings& settings = session_.settings();
  InspectRequest request;
  request.model = session_.model_source().toStdString();
  request.text = text_source(settings.inspect.text_file);
  request.tokens = settings.inspect.tokens;
  request.rotation = settings.after.spec();
  request.runtime = settings.compute.options();
  request.quant = settings.quant.spec();
  request.project = session_.project_path().toStdString();
  return request;
}

void Inspection::run() {
  if (!session_.has_model()) return;
  if (job_) {
    job_->disconnect(this);
    job_->cancel();
  }
  const InspectRequest asked = request();
  error_ = {};
  job_ =
      session_.client().request(QStringLiteral("inspect"), asked, tr("Inspecting %n token(s)", nullptr, asked.tokens));
  connect(job_, &Job::finished, this, [this](const JsonPointer& body) {
    job_.clear();
    auto outcome = decode<InspectOutcome>(*body, "inspect");
    if (!outcome) {
      error_ = outcome.error();
    } else {
      outcome_ = std::move(*outcome);
      has_activations_ = true;
      session_.mark_changed();
      suggest_worst();
      emit changed();
    }
    emit state_changed();
  });
  connect(job_, &Job::failed, this, [this](const Error& error) {
    job_.clear();
    error_ = error;
    emit state_changed();
  });
  emit state_changed();
}

void Inspection::restore(const InspectOutcome& outcome) {
  outcome_ = outcome;
  has_activations_ = true;
  error_ = {};
  suggest_worst();
  emit changed();
}

void Inspection::activations_are_back() {
  has_activations_ = true;
  emit changed();
}

void Inspection::forget() {
  if (job_) {
    job_->disconnect(this);
    job_->cancel();
    job_.clear();
  }
  error_ = {};
  outcome_.reset();
  has_activations_ = false;
  emit changed();
  emit state_changed();
}

const SiteSummary* Inspection::site(int layer, const QString& name) const {
  if (!outcome_) return nullptr;
  const std::string wanted = name.toStdString();
  for (const auto& site : outcome_->sites) {
    if (site.layer == layer && site.site == wanted) return &site;
  }
  return nullptr;
}

bool Inspection::is_stale() const {
  if (!outcome_) return false;
  const InspectRequest now = request();
  // The weights' bits change nothing about activations.
  QuantSpec then_quant = outcome_->quant;
  QuantSpec now_quant = now.quant;
  for (QuantSpec* quant : {&then_quant, &now_quant}) {
    const QuantSpec unset;
    quant->w_bits = unset.w_bits;
    quant->w_method = unset.w_method;
    quant->w_group = unset.w_group;
    quant->w_symmetric = unset.w_symmetric;
    quant->w_clip_search = unset.w_clip_search;
    quant->w_act_order = unset.w_act_order;
    quant->calibration = unset.calibration;
    quant->calibration_tokens = unset.calibration_tokens;
    if (quant->a_bits >= 16) quant->a_bits = 4;  // as the inspection counts them
    if (quant->kv_bits >= 16) quant->kv_bits = 4;
  }
  return nlohmann::json(outcome_->rotation) != nlohmann::json(now.rotation) ||
         nlohmann::json(then_quant) != nlohmann::json(now_quant);
}

void Inspection::suggest_worst() {
  const SiteSummary* worst = nullptr;
  for (const auto& site : outcome_->sites) {
    // The stream itself and the head are not quantized: their outliers cost nothing.
    if (site.site == "residual" || site.site == "head_in") continue;
    if (worst == nullptr || site.before.outlier_ratio > worst->before.outlier_ratio) worst = &site;
  }
  if (worst == nullptr) return;
  const auto& peaks = worst->before.top_channels;
  session_.selection().suggest(worst->layer, QString::fromStdString(worst->site),
                               peaks.empty() ? -1 : peaks.front().channel);
}

}  // namespace rotorscope
