#include "core/rotation/rotation_set.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

namespace rotorscope {
namespace {

/// Streams that do not meet: each matrix of a set has a seed of its own (SplitMix64's finalizer).
std::uint64_t derive_seed(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15ULL * (stream + 1);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

}  // namespace

std::string RotationSet::describe() const {
  if (is_identity()) return "no rotation";
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (r1.defined()) add("R1 " + std::to_string(r1.size(0)) + " × " + std::to_string(r1.size(0)) + " merged");
  if (!r2.empty())
    add("R2 " + std::to_string(r2[0].size(0)) + " × " + std::to_string(r2[0].size(0)) + " a layer, merged");
  if (r3) add("R3 Hadamard " + r3->description() + ", online");
  if (r4) {
    std::string part = "R4 Hadamard " + r4->description();
    if (!r4_blocks.empty()) part += " and learned blocks of " + std::to_string(r4_blocks[0].size(-1));
    add(part.append(", online"));
  }
  if (!v_scale.empty() || !down_scale.empty()) add("diagonal scales, merged");
  return text;
}

at::Tensor times_blocks(const at::Tensor& x, const at::Tensor& blocks, bool transpose) {
  const std::int64_t count = blocks.size(0);
  const std::int64_t side = blocks.size(1);
  const at::Tensor pieces = x.reshape({-1, count, side}).transpose(0, 1);  // [k, rows, b]
  const at::Tensor b = blocks.to(x.device(), x.scalar_type());
  return at::bmm(pieces, transpose ? b.transpose(1, 2) : b).transpose(0, 1).reshape(x.sizes());
}

at::Tensor RotationSet::rotate_down(std::int64_t layer, const at::Tensor& x, bool transpose) const {
  if (!r4) return x;
  if (r4_blocks.empty()) return r4->apply(x, transpose);
  const at::NoGradGuard no_gradient;
  const at::Tensor& blocks = r4_blocks.at(static_cast<std::size_t>(layer));
  return transpose ? r4->apply(times_blocks(x, blocks, true), true) : times_blocks(r4->apply(x), blocks);
}

at::Tensor random_hadamard(const HadamardPlan& plan, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  const at::Tensor signs = at::randint(0, 2, {plan.order()}, generator, at::kDouble) * 2 - 1;
  return signs.unsqueeze(1) * plan.dense();
}

at::Tensor random_orthogonal(std::int64_t order, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  const auto [q, r] = at::linalg_qr(at::randn({order, order}, generator, at::kDouble));
  return q * at::sign(r.diagonal());
}

double orthogonality_error(const at::Tensor& r) {
  const at::Tensor d = r.to(at::kDouble);
  return (at::matmul(d, d.transpose(-1, -2)) - at::eye(d.size(-1), d.options())).abs().max().item<double>();
}

Result<RotationSet> random_rotation(const std::string& kind, std::uint64_t seed, const ModelConfig& config) {
  RotationSet set;
  if (kind == "none") return set;
  set.kind = kind;
  set.seed = seed;
  ROTOR_TRY(const auto hidden, HadamardPlan::create(config.hidden_size));
  ROTOR_TRY(const auto head, HadamardPlan::create(config.head_dim));
  ROTOR_TRY(const auto ffn, HadamardPlan::create(config.intermediate_size));
  for (int layer = -1; layer < config.layers; ++layer) {
    const HadamardPlan& plan = layer < 0 ? hidden : head;
    const std::uint64_t stream = derive_seed(seed, static_cast<std::uint64_t>(layer) + 1);
    at::Tensor r = kind == "hadamard" ? random_hadamard(plan, stream) : random_orthogonal(plan.order(), stream);
    if (layer < 0) {
      set.r1 = std::move(r);
    } else {
      set.r2.push_back(std::move(r));
    }
  }
  set.r3 = head;
  set.r4 = ffn;
  return set;
}

RotationSet to_device(const RotationSet& set, c10::Device device) {
  RotationSet moved = set;
  if (moved.r1.defined()) moved.r1 = moved.r1.to(device);
  for (auto* parts : {&moved.r2, &moved.r4_blocks, &moved.v_scale, &moved.down_scale}) {
    for (at::Tensor& r : *parts) r = r.to(device);
  }
  return moved;
}

at::Tensor scale_of_heads(const at::Tensor& v_scale, std::int64_t heads) {
  return v_scale.repeat_interleave(heads / v_scale.size(0), 0);
}

Result<RotationSet> with_switches(RotationSet set, const RotationSpec& spec) {
  const std::pair<const std::string*, const char*> switches[] = {
      {&spec.r1, "--r1"}, {&spec.r2, "--r2"}, {&spec.r3, "--r3"}, {&spec.r4, "--r4"}, {&spec.scales, "--scales"}};
  for (const auto& [value, option] : switches) {
    if (*value != "on" && *value != "off" && *value != "auto") {
      return fail("\"" + *value + "\" is not a switch", option, "say on or off");
    }
  }
  if (spec.r1 == "off") set.r1 = at::Tensor();
  if (spec.r2 == "off") set.r2.clear();
  if (spec.r3 == "off") set.r3.reset();
  if (spec.r4 == "off") {
    set.r4.reset();
    set.r4_blocks.clear();
  }
  if (spec.scales == "off") {
    set.v_scale.clear();
    set.down_scale.clear();
  }
  return set;
}

}  // namespace rotorscope
