#include "app/session/learning.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"

#include <QDateTime>

namespace rotorscope {

namespace {

constexpr int elsewhere_ms = 120'000;  // a slow step of a large model takes that long

}  // namespace

Learning::Learning(Session& session) : session_(session) {
  elsewhere_.setSingleShot(true);
  connect(&elsewhere_, &QTimer::timeout, this, &Learning::state_changed);
  connect(&session.selection(), &Selection::changed, this, &Learning::watch);
}

void Learning::start(const RotationSpec& start) {
  if (job_ || !session_.has_model()) return;
  LearnRequest request = session_.settings().learn.request();
  request.model = session_.model_source().toStdString();
  request.rotation = start;
  const RuntimeOptions runtime = session_.settings().compute.options();
  request.runtime.device = runtime.device;  // the seed is the learning's
  request.runtime.dtype = runtime.dtype;
  request.runtime.threads = runtime.threads;
  request.project = session_.working_project().toStdString();
  LearnRun run;
  run.name = tr("run %1").arg(runs_.size() + 1).toStdString();
  run.request = request;
  run.started = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
  runs_.push_back(run);
  emit runs_changed();
  begin(request);
}

void Learning::resume() {
  if (!can_resume()) return;
  LearnRequest request = runs_.back().request;
  request.resume = true;
  begin(request);
}

void Learning::begin(const LearnRequest& request) {
  error_ = {};
  job_ = session_.client().request(QStringLiteral("learn"), request,
                                   tr("Learning R1 and R2, %n step(s)", nullptr, request.steps));
  session_.mark_changed();
  connect(job_, &Job::state_changed, this, &Learning::state_changed);
  connect(job_, &Job::partial, this,
          [this](const QString& kind, const JsonPointer& body) { take_partial(kind, *body); });
  connect(job_, &Job::finished, this, [this](const JsonPointer& body) {
    job_.clear();
    take_outcome(*body);
    emit state_changed();
  });
  connect(job_, &Job::failed, this, [this](const Error& error) {
    job_.clear();
    if (!error.cancelled) error_ = error;
    emit state_changed();
  });
  emit state_changed();
  watch();
}

void Learning::watch() {
  if (!job_) return;
  SiteViewRequest request;
  const Selection& selection = session_.selection();
  request.layer = selection.layer();
  request.site = selection.site().toStdString();
  request.channel = selection.channel();
  request.bits = session_.settings().inspect.bits;
  RotationSpec learned;
  learned.source = "learned";
  request.rotations = {RotationSpec{}, learned};
  session_.client().request(QStringLiteral("watch"), request);
}

void Learning::take_partial(const QString& kind, const nlohmann::json& body) {
  if (kind == QLatin1String("learn_step")) {
    auto step = decode<LearnStep>(body, "learn_step");
    if (!step || runs_.empty()) return;
    auto& steps = runs_.back().steps;
    // A resumed run repeats what came after its last checkpoint.
    while (!steps.empty() && steps.back().step >= step->step) steps.pop_back();
    steps.push_back(*step);
    emit step_added(*step);
  } else if (kind == QLatin1String("site_view")) {
    if (auto view = decode<SiteView>(body, "site_view")) emit view_moved(*view);
  }
}

void Learning::take_outcome(const nlohmann::json& body) {
  auto outcome = decode<LearnOutcome>(body, "learn");
  if (!outcome) {
    error_ = outcome.error();
    return;
  }
  if (!runs_.empty()) {
    runs_.back().finished = true;
    if (!outcome->run.empty()) runs_.back().name = outcome->run;
  }
  set_learned(true);
  emit runs_changed();
}

bool Learning::can_resume() const {
  return !job_ && !runs_elsewhere() && !runs_.empty() && !runs_.back().finished && session_.has_model();
}

bool Learning::follow(const std::vector<LearnRun>& runs) {
  if (job_ || nlohmann::json(runs) == nlohmann::json(runs_)) return false;
  const bool goes_on = !runs.empty() && !runs.back().finished;
  const bool grows = goes_on && runs.size() == runs_.size() && runs.back().name == runs_.back().name &&
                     runs.back().steps.size() > runs_.back().steps.size();
  if (grows) {
    auto& steps = runs_.back().steps;
    for (std::size_t at = steps.size(); at < runs.back().steps.size(); ++at) {
      steps.push_back(runs.back().steps[at]);
      emit step_added(steps.back());
    }
  } else {
    runs_ = runs;
    emit runs_changed();
  }
  if (goes_on) {
    elsewhere_.start(elsewhere_ms);
  } else {
    elsewhere_.stop();
  }
  emit state_changed();
  return true;
}

void Learning::restore(const std::vector<LearnRun>& runs, bool learned_available) {
  runs_ = runs;
  set_learned(learned_available);
  emit runs_changed();
  emit state_changed();
}

void Learning::forget() {
  if (job_) {
    job_->disconnect(this);
    job_->cancel();
    job_.clear();
  }
  error_ = {};
  restore({}, false);
}

void Learning::set_learned(bool available) {
  has_learned_ = available;
  session_.settings().after.set_learned_available(available);
  session_.settings().before.set_learned_available(available);
}

}  // namespace rotorscope
