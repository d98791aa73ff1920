// Prints what the GPU reaches, as Markdown: operators as a fraction of the bandwidth of a measured device copy,
// learning steps as a fraction of a measured rate of matrix products.
#include "core/pipeline/operations.h"
#include "core/pipeline/runtime.h"
#include "core/rotation/learner.h"
#include "kernels/cuda/launch.h"
#include "kernels/operators.h"
#include "tests/gpu/bench_clock.h"
#include "tests/gpu/random_network.h"

#include <cstdio>
#include <string>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

using testing::seconds_of;

constexpr std::int64_t bytes = std::int64_t{128} << 20;  // of the input, bf16; the goals are stated from 64 MiB on
constexpr int calls = 20;

void row(const std::string& what, double seconds, double moved, double copy_bandwidth) {
  const double bandwidth = moved / seconds;
  std::printf("| %s | %.3f | %.0f | %.0f %% |\n", what.c_str(), seconds * 1e3, bandwidth / 1e9,
              100 * bandwidth / copy_bandwidth);
}

/// channel_moments by itself: the operator also sorts for the percentiles.
double moments_seconds(const at::Tensor& x) {
  const auto options = x.options();
  const std::int64_t tokens = x.size(0);
  const std::int64_t channels = x.size(1);
  const at::Tensor scratch =
      at::empty({cuda::channel_moments_scratch_bytes(tokens, channels)}, options.dtype(at::kByte));
  const at::Tensor moments = at::empty({6, channels}, options.dtype(at::kDouble));
  const at::Tensor histogram = at::empty({2048}, options.dtype(at::kLong));
  return seconds_of(
      [&] {
        const int code = cuda::channel_moments(x.const_data_ptr(), cuda::Scalar::bf16, tokens, channels,
                                               scratch.mutable_data_ptr(), moments.mutable_data_ptr<double>(),
                                               reinterpret_cast<std::uint64_t*>(histogram.mutable_data_ptr()), nullptr);
        TORCH_CHECK(code == 0, "channel_moments: error ", code);
      },
      calls);
}

void operators(at::Device device) {
  std::printf(
      "## Operators\n\nbf16, %lld MiB in, as much out (statistics: none). The last column is the bandwidth as a "
      "fraction "
      "of the copy's.\n\n| operator | ms | GB/s | of the copy |\n|---|---|---|---|\n",
      static_cast<long long>(bytes >> 20));
  const RowGrid grid{4, false, true, 1.0};
  for (const std::int64_t order : {std::int64_t{4096}, std::int64_t{14336}}) {
    const auto plan = HadamardPlan::create(order);
    TORCH_CHECK(plan.has_value(), "no plan");
    const at::Tensor x = at::randn({bytes / 2 / order, order}, at::TensorOptions(device).dtype(at::kBFloat16));
    const auto moved = static_cast<double>(x.nbytes());
    at::Tensor y = at::empty_like(x);
    const double copy = seconds_of([&] { y.copy_(x); }, calls);
    const double bandwidth = 2 * moved / copy;
    const std::string rows = " [" + std::to_string(x.size(0)) + ", " + std::to_string(order) + "]";
    row("device copy" + rows, copy, 2 * moved, bandwidth);
    const HadamardMatrix h = plan->matrix();
    row("hadamard" + rows, seconds_of([&] { y = hadamard(x, h); }, calls), 2 * moved, bandwidth);
    row("fake_quantize, 4 bits a token" + rows, seconds_of([&] { y = fake_quantize(x, 0, grid); }, calls), 2 * moved,
        bandwidth);
    row("fake_quantize, groups of 128" + rows, seconds_of([&] { y = fake_quantize(x, 128, grid); }, calls), 2 * moved,
        bandwidth);
    row("hadamard_quantize" + rows, seconds_of([&] { y = hadamard_quantize(x, h, 0, grid); }, calls), 2 * moved,
        bandwidth);
    row("hadamard_error (site form)" + rows, seconds_of([&] { y = hadamard_error(x, h, 0, grid); }, calls), 2 * moved,
        bandwidth);
    row("channel moments and histogram" + rows, moments_seconds(x), moved, bandwidth);
    row("channel_statistics with percentiles" + rows, seconds_of([&] { channel_statistics(x); }, 3), moved, bandwidth);
  }
}

ModelConfig llama(int layers, int width, int inner, int heads, int kv_heads, int head_dim) {
  ModelConfig c;
  c.layers = layers;
  c.hidden_size = width;
  c.intermediate_size = inner;
  c.attention_heads = heads;
  c.kv_heads = kv_heads;
  c.head_dim = head_dim;
  c.vocab_size = 128256;
  c.rope_theta = 500000;
  c.rms_norm_eps = 1e-5;
  return c;
}

/// Products of forward and backward (to the activations; weights stay) and of the site form's rotations, per token.
double flops_a_token(const ModelConfig& c, std::int64_t seq_len) {
  const double n = c.hidden_size;
  const double q = static_cast<double>(c.attention_heads) * c.head_dim;
  const double kv = static_cast<double>(c.kv_heads) * c.head_dim;
  const double block = n * (2 * q + 2 * kv) + 3 * n * c.intermediate_size;
  const double attention = 2.0 * q * static_cast<double>(seq_len) / 2;  // QKᵀ and PV, causal: half
  const double plain = c.layers * (block + attention) + n * c.vocab_size;
  // Two sites of width n a layer: x R and e Rᵀ forward, gᵀ e backward.
  return 2 * (2 * plain + c.layers * 2 * 3 * n * n);
}

double product_rate(at::Device device, at::ScalarType type) {
  const std::int64_t n = 8192;
  const at::Tensor a = at::randn({n, n}, at::TensorOptions(device).dtype(type));
  const at::Tensor b = at::randn({n, n}, at::TensorOptions(device).dtype(type));
  at::Tensor c = at::empty_like(a);
  return 2.0 * n * n * n / seconds_of([&] { at::mm_out(c, a, b); }, 3, 5);
}

void learning_step(const std::string& name, const ModelConfig& config, at::Device device, at::ScalarType type,
                   bool recorded) {
  LearnRequest request;
  request.form = "site";
  request.steps = 6;  // a recorded step is replayed from the fourth on
  request.seq_len = 2048;
  request.batch = 1;
  request = resolve_defaults(request);
  request.quant.a_bits = request.quant.kv_bits = 4;
  const Network network = testing::random_network(config, type, device);
  const auto set = random_rotation("hadamard", 0, config);
  TORCH_CHECK(set.has_value(), "no rotation");
  const at::Tensor ids =
      at::randint(0, config.vocab_size, {4, request.seq_len}, at::TensorOptions(device).dtype(at::kLong));
  Recording recording;
  if (recorded) recording = {graphs_on(device), [](const std::string& line) { std::printf("%s\n", line.c_str()); }, 60};
  const auto objective = site_form_objective({&network, ids, {}, to_device(*set, device)}, request, recording);
  LearnerState state;
  state.rotations.r1 = set->r1.to(device, at::kFloat);
  for (const at::Tensor& r : set->r2) state.rotations.r2.push_back(r.to(device, at::kFloat));
  double seconds = 0;
  const Status status = run_learner(
      *objective, request, state,
      [&](const LearnStep& step, const LearnerState&) -> Status {
        seconds = step.seconds;  // of the last: the first ones choose cuBLAS's kernels and fill the allocator
        return {};
      },
      never_stopped());
  TORCH_CHECK(status.has_value(), status.error().message());
  const double rate = flops_a_token(config, request.seq_len) * static_cast<double>(request.seq_len) / seconds;
  std::printf("| %s, %s | %.3f | %.1f | %.0f %% |\n", name.c_str(), c10::toString(type), seconds, rate / 1e12,
              100 * rate / product_rate(device, type));
}

void learning(at::Device device) {
  std::printf(
      "\n## Learning step\n\nSite form, objective ce, one window of 2048 tokens, random weights; the last column is "
      "the "
      "rate as a fraction of what a product of 8192 × 8192 matrices reaches in the same type.\n\n"
      "| shape | s | TFLOP/s | of the matrix rate |\n|---|---|---|---|\n");
  const ModelConfig small = llama(30, 576, 1536, 9, 3, 64);
  learning_step("135M", small, device, at::kFloat, false);
  learning_step("135M, as a CUDA graph", small, device, at::kFloat, true);
  empty_cache(device);
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    for (const bool large : {false, true}) {
      const std::string name = large ? "8B" : "1B";
      try {
        learning_step(name, large ? llama(32, 4096, 14336, 32, 8, 128) : llama(16, 2048, 8192, 32, 8, 64), device, type,
                      false);
      } catch (const c10::Error& problem) {
        const std::string why = problem.what_without_backtrace();
        std::printf("| %s, %s | – | – | %s |\n", name.c_str(), c10::toString(type),
                    why.substr(0, why.find('\n')).c_str());
      }
      empty_cache(device);
      std::fflush(stdout);
    }
  }
}

int bench() {
  NoProgress silent;
  RuntimeOptions runtime;
  runtime.device = "cuda:0";
  const auto device = working_device(runtime, silent);
  if (!device) {
    std::printf("No benchmark: %s\n", device.error().message().c_str());
    return 0;
  }
  const DeviceInfo info = described_device(runtime);
  std::printf("# What the GPU reaches\n\n%s, compute capability %s, %.1f GiB.\n\n", info.name.c_str(),
              info.compute_capability.c_str(), static_cast<double>(info.memory_bytes) / (1 << 30));
  {
    const c10::InferenceMode inference;
    operators(*device);
  }
  learning(*device);
  return 0;
}

}  // namespace
}  // namespace rotorscope

int main() { return rotorscope::bench(); }
