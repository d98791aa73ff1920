#include "tests/project/samples.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace rotorscope::testing {
namespace {

std::vector<double> numbers(std::size_t count, double first) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = std::sin(first + static_cast<double>(i)) / 3;
  return values;
}

FloatArray floats(std::size_t count, float first) {
  FloatArray array;
  for (std::size_t i = 0; i < count; ++i) array.values.push_back(first + static_cast<float>(i) / 7);
  return array;
}

SiteVariant variant(const std::string& label, std::size_t channels, float first) {
  SiteVariant v;
  v.label = label;
  v.absmax = floats(channels, first);
  v.mean_abs = floats(channels, first + 1);
  v.rms = floats(channels, first + 2);
  v.p99 = floats(channels, first + 3);
  v.p999 = floats(channels, first + 4);
  v.kurtosis = floats(channels, first + 5);
  v.histogram = {-1.5, 2.5, floats(11, 0)};
  v.grid = floats(16, -1);
  return v;
}

void check(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message());
}

}  // namespace

ModelInfo sample_model() {
  ModelInfo model;
  model.source = "sample";
  model.name = "Größe 7 “quoted”\n模型";
  model.architecture = "llama";
  model.fingerprint = "0123456789abcdef";
  model.parameters = 134'515'008;
  model.layers = 2;
  model.hidden_size = 6;
  model.rope_theta = 100'000;
  model.tensors = {{"token_embd.weight", "Q4_1", {6, 49'152}, 184'320}, {"output_norm.weight", "F32", {6}, 24}};
  return model;
}

Provenance sample_provenance() { return {"Rotorscope 0.1.0", "2025-11-23T05:00:00Z", "rotor inspect sample"}; }

StoredInspection sample_inspection(int channels) {
  StoredInspection inspection;
  inspection.request.model = "sample";
  inspection.request.tokens = 3;
  inspection.outcome.tokens = 3;
  inspection.outcome.seconds = 1.25;
  inspection.token_ids = {1, 49'151, 7};
  inspection.token_texts = {"<start>", "\\n", "é"};
  for (int layer = 0; layer < 2; ++layer) {
    SiteSummary site;
    site.layer = layer;
    site.site = layer == 0 ? "attn_in" : "down_in";
    site.channels = channels;
    site.before.absmax = 466.9;
    site.before.sqnr_db = std::numeric_limits<double>::infinity();
    site.before.top_channels = {{3, 466.9}, {1, 38.0}};
    site.has_after = layer == 0;
    if (site.has_after) site.after.outlier_ratio = 4.5;
    inspection.outcome.sites.push_back(site);
  }
  return inspection;
}

StoredSite sample_site(const StoredInspection& inspection, std::size_t index) {
  StoredSite site;
  site.summary = inspection.outcome.sites.at(index);
  const auto channels = static_cast<std::size_t>(site.summary.channels);
  site.before = variant("none", channels, 1);
  site.before.numbers = site.summary.before;
  if (!site.summary.has_after) return site;
  site.after = variant("hadamard", channels, 2);
  site.after.numbers = site.summary.after;
  site.tokens = 3;
  for (std::size_t i = 0; i < 3 * channels; ++i) site.activations.push_back(static_cast<std::uint16_t>(i * 2741));
  return site;
}

StoredRotation sample_rotation() {
  StoredRotation rotation;
  rotation.kind = "hadamard";
  rotation.description = "R1 6 = Paley II 6";
  rotation.seed = std::numeric_limits<std::uint64_t>::max();
  rotation.r1 = true;
  rotation.r4 = true;
  rotation.hidden_size = 6;
  rotation.head_dim = 2;
  rotation.intermediate_size = 12;
  rotation.r1_matrix = numbers(36, 0.1);
  rotation.r2_matrices = {numbers(4, 0.2), numbers(4, 0.3)};
  return rotation;
}

LearnRun sample_run(const std::string& name, int steps) {
  LearnRun run;
  run.name = name;
  run.request.steps = 100;
  run.request.recipe = "best";
  run.started = "2025-11-23T05:01:00Z";
  for (int i = 1; i <= steps; ++i) {
    LearnStep step;
    step.step = i;
    step.steps = 100;
    step.loss = i == 3 ? std::numeric_limits<double>::quiet_NaN() : 4.0 / i;
    step.gradient_norm = 0.1 * i;
    step.orthogonality_r1 = 1e-15 * i;
    run.steps.push_back(step);
  }
  return run;
}

LearnCheckpoint sample_checkpoint(int next_step) {
  LearnCheckpoint checkpoint;
  checkpoint.next_step = next_step;
  checkpoint.r1 = numbers(36, next_step);
  checkpoint.r2 = {numbers(4, next_step + 1), numbers(4, next_step + 2)};
  checkpoint.momentum_r1 = numbers(36, next_step + 3);
  checkpoint.momentum_r2 = {numbers(4, next_step + 4), numbers(4, next_step + 5)};
  checkpoint.generator_state = std::string("\0state\xff", 7);
  checkpoint.best_loss = 3.25;
  checkpoint.best_step = next_step - 1;
  checkpoint.best_r1 = numbers(36, next_step + 6);
  checkpoint.best_r2 = {numbers(4, next_step + 7), numbers(4, next_step + 8)};
  return checkpoint;
}

EvalRow sample_evaluation(double perplexity) {
  EvalRow row;
  row.request.model = "sample";
  row.request.quant.a_bits = 4;
  row.outcome.perplexity = perplexity;
  row.outcome.tasks = {{"piqa", {0.68, 0.7, 1838}}};
  row.finished = "2025-11-23T05:02:00Z";
  return row;
}

ProjectFile full_project(const std::filesystem::path& path) {
  auto project = ProjectFile::create(path, sample_model(), sample_provenance());
  if (!project) throw std::runtime_error(project.error().message());
  const StoredInspection inspection = sample_inspection();
  check(project->write_inspection(inspection, [&](std::size_t i) { return sample_site(inspection, i); }));
  check(project->write_rotation("hadamard 0", sample_rotation()));
  const LearnCheckpoint checkpoint = sample_checkpoint(6);
  check(project->write_run(sample_run("run 1", 5), &checkpoint));
  check(project->append_evaluation(sample_evaluation(30.226)));
  return std::move(*project);
}

Status read_everything(const std::filesystem::path& path) {
  ROTOR_TRY(const auto project, ProjectFile::open(path));
  ROTOR_TRY(const auto contents, project.contents());
  ROTOR_CHECK(project.provenance());
  if (contents.has_inspection) {
    ROTOR_TRY(const auto inspection, project.read_inspection());
    for (const auto& site : inspection.outcome.sites) ROTOR_CHECK(project.read_site(site.layer, site.site));
  }
  for (const auto& name : contents.rotations) ROTOR_CHECK(project.read_rotation(name));
  for (const auto& run : contents.runs) {
    ROTOR_CHECK(project.read_run(run.name));
    if (!run.finished) ROTOR_CHECK(project.read_checkpoint(run.name));
  }
  return {};
}

}  // namespace rotorscope::testing
