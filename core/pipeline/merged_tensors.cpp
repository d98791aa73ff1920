#include "core/pipeline/merged_tensors.h"

#include "core/model/forward.h"
#include "core/model/fused.h"
#include "core/model/rope.h"
#include "core/quant/weight_quantizer.h"
#include "core/rotation/merge.h"

#include <algorithm>
#include <charconv>
#include <span>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace rotorscope {
namespace {

constexpr std::int64_t rows_at_once = 8192;  ///< of an embedding, multiplied in float64

/// A network of one block, whose embedding and head are there only for their width.
Network one_block(const ModelConfig& config, const Block& block) {
  Network network;
  network.config = config;
  network.config.layers = 1;
  network.embedding = network.head = at::zeros({1, config.hidden_size}, at::kFloat);
  network.inverse_frequencies = rope_frequencies(config);
  network.blocks.push_back(block);
  return network;
}

}  // namespace

Result<Network> MergedTensors::merged(int layer, const Block& original) {
  RotationSet own = set_;
  if (!set_.r2.empty()) {
    const auto index = static_cast<std::size_t>(layer);
    if (index >= set_.r2.size()) {
      return fail("there are " + std::to_string(set_.r2.size()) + " R2 matrices for " +
                      std::to_string(checkpoint_.config().layers) + " layers",
                  "rotation", "use a rotation that was made for this model");
    }
    own.r2 = {set_.r2[index]};
  }
  if (!set_.r4_blocks.empty()) own.r4_blocks = {set_.r4_blocks.at(static_cast<std::size_t>(layer))};
  if (!set_.v_scale.empty()) own.v_scale = {set_.v_scale.at(static_cast<std::size_t>(layer))};
  if (!set_.down_scale.empty()) own.down_scale = {set_.down_scale.at(static_cast<std::size_t>(layer))};
  NoProgress quiet;
  return merge_rotation(fold_norms(one_block(checkpoint_.config(), original)), own, quiet, stop_);
}

Result<Block> MergedTensors::block(int layer) {
  if (made_) return made_->blocks.at(static_cast<std::size_t>(layer));
  if (layer_ == layer && block_) return *block_;
  if (stop_.stop_requested()) throw Cancelled{};
  block_.reset();
  NoProgress quiet;
  ROTOR_TRY(const Block original, load_block(checkpoint_, layer, quiet, stop_));
  ROTOR_TRY(const Network network, merged(layer, original));
  block_ = quantize_weights(network, quant_, quiet, stop_, at::kCPU, true).blocks.front();
  layer_ = layer;
  return *block_;
}

Result<Linear> MergedTensors::linear(int layer, const std::string& name) {
  ROTOR_TRY(Block all, block(layer));
  std::optional<Linear> found;
  all.for_each_linear([&](const char* its_name, Linear& linear) {
    if (name == its_name) found = linear;
  });
  if (!found) return fail("there is no such linear", name);
  return *found;
}

Result<at::Tensor> MergedTensors::read(const std::string& name) {
  const TensorEntry* entry = checkpoint_.find(name);
  if (entry == nullptr) return fail("the tensor " + name + " is missing", checkpoint_.path().string());
  at::Tensor tensor = at::empty(entry->shape, at::kFloat);
  ROTOR_CHECK(checkpoint_.read_f32(*entry, {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())}));
  return tensor;
}

Result<at::Tensor> MergedTensors::read_head() {
  return read(checkpoint_.find("lm_head.weight") == nullptr ? "model.embed_tokens.weight" : "lm_head.weight");
}

/// rows · R1, in place.
at::Tensor MergedTensors::rotated(at::Tensor rows) const {
  if (!set_.r1.defined()) return rows;
  for (std::int64_t begin = 0; begin < rows.size(0); begin += rows_at_once) {
    at::Tensor part = rows.slice(0, begin, std::min(begin + rows_at_once, rows.size(0)));
    part.copy_(at::matmul(part.to(set_.r1.device()).to(at::kDouble), set_.r1));
  }
  return rows;
}

/// Embedding and head have bits of their own, rounded to nearest.
at::Tensor MergedTensors::at_bits(const at::Tensor& rows, int bits) const {
  return rtn_weight(rows, bits, quant_.w_symmetric, quant_.w_group, quant_.w_clip_search);
}

Result<at::Tensor> MergedTensors::embedding() {
  ROTOR_TRY(at::Tensor rows, read("model.embed_tokens.weight"));
  return at_bits(rotated(std::move(rows)), quant_.embedding_bits);
}

Result<at::Tensor> MergedTensors::head() {
  ROTOR_TRY(at::Tensor rows, read_head());
  ROTOR_TRY(const at::Tensor gain, read("model.norm.weight"));
  return at_bits(rotated(rows.mul_(gain)), quant_.head_bits);
}

Result<at::Tensor> MergedTensors::named(const std::string& name) {
  if (name == "model.embed_tokens.weight") return embedding();
  if (name == "lm_head.weight") return head();
  constexpr std::string_view prefix = "model.layers.";
  if (!name.starts_with(prefix) || name.ends_with("layernorm.weight")) return at::Tensor();
  if (name.ends_with(".q_norm.weight") || name.ends_with(".k_norm.weight")) return read(name);  // nothing changes them
  int layer = 0;
  const auto [end, problem] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), layer);
  const std::string rest(end, name.data() + name.size());  // ".self_attn.q_proj.weight"
  const auto dot = rest.rfind('.');
  if (problem != std::errc{} || dot == 0 || dot == std::string::npos) return fail("is no tensor of the network", name);
  ROTOR_TRY(const Linear found, linear(layer, rest.substr(1, dot - 1)));
  return rest.ends_with(".bias") ? found.bias : found.weight;
}

Result<double> MergedTensors::invariance_error(const at::Tensor& ids) {
  const at::NoGradGuard no_gradient;
  const ModelConfig& config = checkpoint_.config();
  const RopeTables tables = rope_tables(rope_frequencies(config), ids.size(1));
  ROTOR_TRY(const at::Tensor rows, read("model.embed_tokens.weight"));
  at::Tensor expected = at::embedding(rows, ids);
  at::Tensor actual = rotated(expected.flatten(0, 1).clone()).view_as(expected);
  OnlineRotation online(set_, nullptr);
  for (int layer = 0; layer < config.layers; ++layer) {
    if (stop_.stop_requested()) throw Cancelled{};
    progress_.advance(layer, config.layers, "Comparing the rotated network with the original");
    NoProgress quiet;
    ROTOR_TRY(const Block original, load_block(checkpoint_, layer, quiet, stop_));
    expected = block_forward(one_block(config, original), 0, expected, tables, nullptr);
    ROTOR_TRY(const Network network, merged(layer, original));
    actual = block_forward(network, 0, actual, tables, &online);
  }
  ROTOR_TRY(const at::Tensor gain, read("model.norm.weight"));
  expected = rms_norm(expected, gain, config.rms_norm_eps);
  actual = rms_norm(actual, at::Tensor(), config.rms_norm_eps);
  ROTOR_TRY(at::Tensor rows_of_head, read_head());
  expected = at::linear(expected, rows_of_head);
  actual = at::linear(actual, rotated(rows_of_head.mul_(gain)));
  return ((actual - expected).abs().max() / expected.abs().max()).item<double>();
}

}  // namespace rotorscope
