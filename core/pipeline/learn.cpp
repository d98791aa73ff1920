#include "core/base/mapped_watch.h"
#include "core/distributed/data_parallel.h"
#include "core/formats/project/learning_lock.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/learn_data.h"
#include "core/pipeline/learn_ranks.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/project_io.h"
#include "core/pipeline/r4_blocks.h"
#include "core/pipeline/runtime.h"
#include "core/quant/fake_quantizer.h"
#include "core/rotation/cayley.h"
#include "core/rotation/halving_objective.h"
#include "core/rotation/learner.h"
#include "core/rotation/rotation_file.h"

#include <chrono>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double seconds_between_views = 0.4;

/// One learning run from its request to its result.
class Run {
 public:
  Run(Workspace& workspace, Reporter& report, const std::stop_token& stop)
      : workspace_(workspace), report_(report), stop_(stop) {}

  Result<LearnOutcome> operator()(const LearnRequest& asked) {
    ROTOR_CHECK(start(asked));
    const LearnRequest& request = session_.run.request;
    ROTOR_CHECK(check_learn(request));
    ROTOR_CHECK(join_ranks());
    ROTOR_CHECK(apply_runtime(session_.run.request.runtime));
    ROTOR_TRY(device_, working_device(request.runtime, report_));
    ROTOR_TRY(model_, workspace_.model(request.model));
    const ModelConfig& config = model_->checkpoint->config();
    ROTOR_CHECK(check_quant(request.quant, config.hidden_size, config.intermediate_size, config.head_dim));
    ROTOR_TRY(start_, workspace_.rotation(request.rotation, config));
    // A new project is made only when the run is about to begin: what is impossible leaves no file behind.
    if (project_exists_ && is_first_rank()) {
      ROTOR_TRY(project_, open_or_create_project(project_path_, model_->info));
    }
    if (!resumed_) {
      ROTOR_CHECK(initial_state(config));
    } else if (!project_path_.empty()) {
      ROTOR_TRY(session_.state, from_checkpoint(checkpoint_, config));
      session_.run.steps.resize(
          std::min<std::size_t>(session_.run.steps.size(), static_cast<std::size_t>(session_.state.next_step)));
    }
    session_.state = to_device(std::move(session_.state), device_);
    begin_ = Clock::now();
    last_view_ = begin_ - std::chrono::seconds(1);
    Status status;
    try {
      status = run_steps();
    } catch (const Cancelled&) {
      status = tl::unexpected<Error>(Error::cancellation());
    } catch (const LostRank& lost) {
      status = lost_rank(lost, ranks_->place(), project_path_.empty() ? 0 : session_.state.next_step);
    }
    if (!status) {
      // What was learned so far is kept, so that the run can be resumed from its last step.
      if (session_.state.next_step > 0) ROTOR_CHECK(keep());
      return tl::unexpected<Error>(std::move(status).error());
    }
    ROTOR_CHECK(check_unchanged(model_->checkpoint->weight_files()));
    return finish(config);
  }

 private:
  Status run_steps() {
    ROTOR_TRY(const auto objective, make_objective());
    if (!project_path_.empty() && !project_exists_ && is_first_rank()) {
      ROTOR_TRY(project_, open_or_create_project(project_path_, model_->info));
    }
    if (ranks_) share_start(session_.state, *ranks_);
    ROTOR_CHECK(warm_start());
    return run_learner(
        *objective, session_.run.request, session_.state,
        [this](const LearnStep& step, const LearnerState&) { return seen(step); }, stop_,
        [this](const std::string& line) { report_.log(line); });
  }

  [[nodiscard]] bool is_first_rank() const { return !ranks_ || ranks_->is_first(); }

  /// Where torchrun started several processes: meets the others, and takes this one's device and threads.
  Status join_ranks() {
    ROTOR_TRY(ranks_, Ranks::join());
    if (!ranks_) return {};
    const RankPlace& place = ranks_->place();
    ROTOR_CHECK(take_place(session_.run.request, place));
    report_.log("Process " + std::to_string(place.rank + 1) + " of " + std::to_string(place.size));
    return {};
  }

  /// A new run, or the unfinished one.
  Status start(const LearnRequest& asked) {
    project_path_ = asked.project;
    std::vector<SessionRun> known = workspace_.runs();
    ROTOR_TRY(const RankPlace place, rank_place());
    if (!project_path_.empty() && place.rank == 0) {
      ROTOR_TRY(lock_, LearningLock::acquire(project_path_));
    }
    std::error_code ignored;
    project_exists_ = !project_path_.empty() && std::filesystem::exists(project_path_, ignored);
    if (project_exists_) {
      ROTOR_TRY(const ProjectFile project, ProjectFile::open(project_path_));
      ROTOR_TRY(const ProjectContents contents, project.contents());
      known.clear();
      for (const LearnRun& run : contents.runs) known.push_back({run, {}});
    }
    if (asked.resume) {
      for (auto run = known.rbegin(); run != known.rend(); ++run) {
        if (run->run.finished) continue;
        session_ = *run;
        session_.run.request.runtime.threads = asked.runtime.threads;
        session_.run.request.runtime.device = asked.runtime.device;
        resumed_ = true;
        return read_checkpoint();
      }
      return fail("there is no unfinished run to resume", project_path_.empty() ? "this session" : project_path_,
                  "start a new run");
    }
    session_.run.request = resolve_defaults(asked);
    session_.run.request.resume = false;
    session_.run.name = "run " + std::to_string(known.size() + 1);
    session_.run.started = utc_now();
    return {};
  }

  /// Before the processes of a run meet: afterwards the first one has the project open for writing.
  Status read_checkpoint() {
    if (project_path_.empty()) return {};
    ROTOR_TRY(const ProjectFile project, ProjectFile::open(project_path_));
    ROTOR_TRY(checkpoint_, project.read_checkpoint(session_.run.name));
    return {};
  }

  Status initial_state(const ModelConfig& config) {
    const RotationSpec& spec = session_.run.request.rotation;
    if (spec.r1 == "off" || spec.r2 == "off") {
      return fail("R1 and R2 are what is learned", spec.r1 == "off" ? "--r1 off" : "--r2 off",
                  "leave them on; R3 and R4 may be off");
    }
    // A rotation of which only R1 (or R2) is given starts the other at the identity.
    session_.state.rotations.r1 =
        start_.r1.defined() ? start_.r1.to(at::kFloat) : at::eye(config.hidden_size, at::kFloat);
    for (int layer = 0; layer < config.layers; ++layer) {
      session_.state.rotations.r2.push_back(start_.r2.empty()
                                                ? at::eye(config.head_dim, at::kFloat)
                                                : start_.r2[static_cast<std::size_t>(layer)].to(at::kFloat));
    }
    if (session_.run.request.scales == "on") {
      const bool given = !start_.v_scale.empty();
      session_.state.rotations.v_log_scale =
          given ? at::stack(start_.v_scale).log().to(at::kFloat)
                : at::zeros({config.layers, config.kv_heads, config.head_dim}, at::kFloat);
      session_.state.rotations.down_log_scale = given
                                                    ? at::stack(start_.down_scale).log().to(at::kFloat)
                                                    : at::zeros({config.layers, config.intermediate_size}, at::kFloat);
    }
    return {};
  }

  Result<std::unique_ptr<Objective>> make_objective() {
    const LearnRequest& request = session_.run.request;
    ROTOR_TRY(const at::Tensor ids, workspace_.ids(*model_, request.text, Workspace::Prose::calibration));
    ROTOR_TRY(const auto on_host, workspace_.folded(*model_, report_, stop_));
    folded_ = device_.is_cpu() ? on_host : std::make_shared<const Network>(to_device(*on_host, device_));
    const bool fresh = session_.state.next_step == 0;
    if (is_layer_wise(request) || (request.warm_start > 0 && fresh)) {
      layers_ = layer_data(*folded_, ids, request, report_, stop_);
      if (fresh && session_.state.rotations.has_scales() && start_.v_scale.empty()) {
        set_scales(layers_, *folded_, request, session_.state.rotations);
      }
    }
    ROTOR_CHECK(learn_r4(ids, fresh));
    if (is_layer_wise(request)) return own_share(request);
    ROTOR_TRY(LearningData data, network_data(*folded_, ids, request));
    int own_batch = request.batch;
    if (ranks_) {
      data.windows = own_windows(data.windows, request.batch, request.steps, ranks_->place());
      own_batch /= ranks_->place().size;
    }
    data.online = to_device(start_, device_);
    const Recording recording{graphs_on(device_), [this](const std::string& line) { report_.log(line); }};
    auto objective = halving_objective(
        [data, request, recording](int batch) {
          LearnRequest part = request;
          part.batch = batch;
          return part.form == "merged" ? merged_form_objective(data, part) : site_form_objective(data, part, recording);
        },
        own_batch,
        [this](int together) {
          empty_cache(device_);
          report_.log("The GPU's memory is not enough for a step's windows together: " + std::to_string(together) +
                      " at a time from here on, with the same result");
        },
        request.form == "merged" ? request.micro_batch : 0);
    return ranks_ ? data_parallel_objective(std::move(objective), ranks_) : std::move(objective);
  }

  /// The layer-wise objective of `request`; with several processes, each on every size-th token.
  [[nodiscard]] std::unique_ptr<Objective> own_share(const LearnRequest& request) const {
    if (!ranks_) return layer_wise_objective(layers_.activations, layers_.weights, request);
    const RankPlace& place = ranks_->place();
    return data_parallel_objective(
        layer_wise_objective(layers_.activations, layers_.weights, request, place.rank, place.size), ranks_);
  }

  /// R4's blocks, once: they depend on the unrotated network and the scales' start alone.
  Status learn_r4(const at::Tensor& ids, bool fresh) {
    const LearnRequest& request = session_.run.request;
    if (fresh && request.r4_block > 0) {
      RotationSet online = set_of(session_.state.rotations);
      ROTOR_TRY(session_.state.r4_blocks, r4_blocks(*folded_, ids, online, request, report_, stop_));
    }
    if (!session_.state.r4_blocks.empty()) start_.r4_blocks = session_.state.r4_blocks;
    return {};
  }

  /// The range objective on R1 first. Not checkpointed: it takes seconds and repeats itself exactly.
  Status warm_start() {
    const LearnRequest& request = session_.run.request;
    if (request.warm_start == 0 || session_.state.next_step > 0) return {};
    LearnRequest warm = request;
    warm.objective = "range";
    warm.steps = request.warm_start;
    warm.lr = 0.1;
    warm.schedule = "cosine";
    warm.momentum = 0;
    report_.log("Warm start: " + std::to_string(warm.steps) + " steps of the range objective");
    const auto objective = own_share(warm);
    LearnerState state;
    state.rotations = session_.state.rotations;
    ROTOR_CHECK(run_learner(
        *objective, warm, state,
        [this](const LearnStep& step, const LearnerState&) -> Status {
          warm_start_losses_.push_back(step.loss);
          report_.advance(step.step, step.steps, "Warm start");
          report_.wait_while_paused(stop_);
          if (!ranks_ && stop_.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
          return {};
        },
        stop_));
    session_.state.rotations = std::move(state.rotations);
    layers_ = {};
    return {};
  }

  Status seen(const LearnStep& step) {
    session_.run.steps.push_back(step);
    report_.partial("learn_step", step);
    report_.advance(step.step, step.steps, "Learning rotations");
    const auto now = Clock::now();
    if (std::chrono::duration<double>(now - last_view_).count() > seconds_between_views) {
      last_view_ = now;
      workspace_.set_learned(set_of(session_.state.rotations));
      send_view();
    }
    if (step.step % session_.run.request.checkpoint_every == 0 && step.step < step.steps) {
      ROTOR_CHECK(check_unchanged(model_->checkpoint->weight_files()));
      ROTOR_CHECK(keep());
    }
    report_.wait_while_paused(stop_);
    // Several processes stop at the same step, in the objective.
    if (!ranks_ && stop_.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    return {};
  }

  /// The watched site as the rotation of this moment leaves it.
  void send_view() {
    const auto watched = workspace_.watched();
    if (!watched) return;
    // A view that cannot be made (nothing inspected) is no reason to end the run; its own request says what is missing.
    if (const auto view = site_view(workspace_, *watched)) report_.partial("site_view", *view);
  }

  [[nodiscard]] RotationSet set_of(const LearnedRotations& learned) const {
    RotationSet set = start_;
    set.kind = "learned";
    set.r1 = learned.r1.to(at::kCPU, at::kDouble);
    set.r2.clear();
    for (const at::Tensor& r : learned.r2) set.r2.push_back(r.to(at::kCPU, at::kDouble));
    if (learned.has_scales()) {
      set.v_scale = learned.v_log_scale.to(at::kCPU, at::kDouble).exp().unbind();
      set.down_scale = learned.down_log_scale.to(at::kCPU, at::kDouble).exp().unbind();
    }
    return set;
  }

  Status keep() {
    SessionRun kept = session_;
    kept.state = to_device(std::move(kept.state), at::kCPU);
    workspace_.keep_run(kept);
    if (!project_) return {};
    if (session_.run.finished) return project_->write_run(session_.run, nullptr);
    const LearnCheckpoint checkpoint = to_checkpoint(kept.state);
    return project_->write_run(session_.run, &checkpoint);
  }

  Result<LearnOutcome> finish(const ModelConfig& config) {
    const LearnerState& state = session_.state;
    // Where something was held out, what was best on it is the result.
    RotationSet set = set_of(state.held_out_start >= 0 ? state.best : state.rotations);
    set.r1 = nearest_orthogonal(set.r1);
    LearnOutcome outcome;
    outcome.orthogonality_error = orthogonality_error(set.r1);
    for (at::Tensor& r : set.r2) {
      r = nearest_orthogonal(r);
      outcome.orthogonality_error = std::max(outcome.orthogonality_error, orthogonality_error(r));
    }
    session_.run.finished = true;
    outcome.run = session_.run.name;
    outcome.steps = static_cast<int>(session_.run.steps.size());
    double tokens = 0;
    for (const LearnStep& step : session_.run.steps) {
      outcome.losses.push_back(step.loss);
      outcome.gradient_norms.push_back(step.gradient_norm);
      outcome.seconds += step.seconds;
      tokens += step.tokens_per_second * step.seconds;
    }
    outcome.tokens_per_second = tokens / std::max(outcome.seconds, 1e-9);
    outcome.warm_start_losses = warm_start_losses_;
    outcome.best_loss = session_.state.best_loss;
    outcome.best_step = session_.state.best_step;
    outcome.held_out_start = state.held_out_start;
    outcome.held_out_best = state.best_held_out;
    outcome.step_backs = state.step_backs;
    workspace_.set_learned(set);
    send_view();
    if (project_) ROTOR_CHECK(project_->write_rotation("learned", to_stored(set, config)));
    ROTOR_CHECK(keep());
    return outcome;
  }

  Workspace& workspace_;
  Reporter& report_;
  const std::stop_token& stop_;
  std::string project_path_;
  LearningLock lock_;
  std::optional<ProjectFile> project_;
  LearnCheckpoint checkpoint_;    ///< of the run that is resumed
  std::shared_ptr<Ranks> ranks_;  ///< null: this process learns alone
  std::shared_ptr<const OpenModel> model_;
  at::Device device_ = at::kCPU;
  std::shared_ptr<const Network> folded_;  // on device_
  RotationSet start_;
  LayerData layers_;  ///< of the layer-wise objective or the warm start
  SessionRun session_;
  std::vector<double> warm_start_losses_;
  bool resumed_ = false;
  bool project_exists_ = false;
  Clock::time_point begin_, last_view_;
};

}  // namespace

Result<LearnOutcome> learn(Workspace& workspace, const LearnRequest& request, Reporter& report,
                           const std::stop_token& stop) {
  return guarded("learn", [&] { return Run(workspace, report, stop)(request); });
}

}  // namespace rotorscope
