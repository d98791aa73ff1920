#include "core/model/network.h"

#include "core/formats/finite.h"
#include "core/model/block_stream.h"
#include "core/model/rope.h"
#include "core/model/spill.h"

#include <set>
#include <span>
#include <string>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// Reads named tensors of a checkpoint, counting them for the progress.
class TensorLoader {
 public:
  TensorLoader(const Checkpoint& checkpoint, Progress& progress, std::stop_token stop,
               std::shared_ptr<Spill> spill = nullptr)
      : checkpoint_(checkpoint), progress_(progress), stop_(std::move(stop)), spill_(std::move(spill)) {}

  Result<at::Tensor> required(const std::string& name) {
    ROTOR_TRY(at::Tensor tensor, optional(name));
    if (!tensor.defined()) return fail("the tensor " + name + " is missing", checkpoint_.path().string());
    return tensor;
  }

  /// Undefined where the checkpoint has no such tensor.
  Result<at::Tensor> optional(const std::string& name) {
    if (stop_.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    const TensorEntry* entry = checkpoint_.find(name);
    if (entry == nullptr) return at::Tensor();
    if (at::Tensor mapped = spill_ == nullptr ? as_mapped(*entry) : at::Tensor(); mapped.defined()) {
      ROTOR_CHECK(check_finite({mapped.const_data_ptr<float>(), static_cast<std::size_t>(mapped.numel())}, name,
                               checkpoint_.path().string()));
      return mapped;
    }
    at::Tensor tensor = at::empty(entry->shape, at::kFloat);
    ROTOR_CHECK(checkpoint_.read_f32(
        *entry, std::span<float>(tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel()))));
    progress_.advance(++read_, static_cast<std::int64_t>(checkpoint_.tensors().size()), "Reading weights");
    if (spill_ == nullptr) return tensor;
    release_pages(entry->bytes);
    return spill_->keep(tensor);
  }

  Result<Linear> linear(const std::string& name) {
    ROTOR_TRY(at::Tensor weight, required(name + ".weight"));
    ROTOR_TRY(at::Tensor bias, optional(name + ".bias"));
    return Linear{std::move(weight), std::move(bias)};
  }

 private:
  /// The file's own memory where it holds float32 in the order that is wanted: nothing is read before it is used, and
  /// nothing copied. Such a tensor must not be written to. Undefined where a copy is needed.
  at::Tensor as_mapped(const TensorEntry& entry) {
    const bool aligned = reinterpret_cast<std::uintptr_t>(entry.bytes.data()) % alignof(float) == 0;
    if (entry.type != TensorType::F32 || entry.interleaved_heads > 0 || !aligned) return {};
    progress_.advance(++read_, static_cast<std::int64_t>(checkpoint_.tensors().size()), "Reading weights");
    return at::from_blob(
        const_cast<std::byte*>(entry.bytes.data()), entry.shape,  // torch has no tensors of constants
        [keep = checkpoint_.shared_from_this()](void*) {}, at::TensorOptions(at::kFloat));
  }

  const Checkpoint& checkpoint_;
  Progress& progress_;
  std::stop_token stop_;
  std::shared_ptr<Spill> spill_;
  std::int64_t read_ = 0;
};

Result<Block> load_block(TensorLoader& loader, int layer, bool qk_norm) {
  const std::string prefix = "model.layers." + std::to_string(layer) + ".";
  Block block;
  ROTOR_TRY(block.input_norm, loader.required(prefix + "input_layernorm.weight"));
  ROTOR_TRY(block.post_norm, loader.required(prefix + "post_attention_layernorm.weight"));
  if (qk_norm) {
    ROTOR_TRY(block.q_norm, loader.required(prefix + "self_attn.q_norm.weight"));
    ROTOR_TRY(block.k_norm, loader.required(prefix + "self_attn.k_norm.weight"));
  }
  Status status;
  block.for_each_linear([&](const char* name, Linear& linear) {
    if (!status) return;
    auto loaded = loader.linear(prefix + name);
    if (loaded) {
      linear = std::move(*loaded);
    } else {
      status = tl::unexpected<Error>(std::move(loaded).error());
    }
  });
  ROTOR_CHECK(status);
  return block;
}

}  // namespace

void Block::for_each_linear(const std::function<void(const char*, Linear&)>& visit) {
  visit("self_attn.q_proj", q);
  visit("self_attn.k_proj", k);
  visit("self_attn.v_proj", v);
  visit("self_attn.o_proj", o);
  visit("mlp.gate_proj", gate);
  visit("mlp.up_proj", up);
  visit("mlp.down_proj", down);
}

Block Network::block(std::size_t index) const { return stream ? stream->fetch(index) : blocks[index]; }

at::ScalarType Network::dtype() const { return embedding.scalar_type(); }

c10::Device Network::device() const { return embedding.device(); }

std::int64_t Network::bytes() const {
  std::set<const void*> seen;
  std::int64_t sum = 0;
  const auto add = [&](const at::Tensor& t) {
    if (t.defined() && seen.insert(t.const_data_ptr()).second) sum += static_cast<std::int64_t>(t.nbytes());
  };
  add(embedding);
  add(head);
  for (Block block : blocks) {
    block.for_each_linear([&](const char*, Linear& linear) {
      add(linear.weight);
      add(linear.bias);
    });
  }
  return sum;
}

Result<Block> load_block(const Checkpoint& checkpoint, int layer, Progress& progress, std::stop_token stop) {
  TensorLoader loader(checkpoint, progress, std::move(stop));
  return load_block(loader, layer, checkpoint.config().qk_norm);
}

Result<Network> load_network(const Checkpoint& checkpoint, Progress& progress, std::stop_token stop,
                             std::shared_ptr<Spill> spill) {
  TensorLoader loader(checkpoint, progress, std::move(stop), spill);
  Network network;
  network.spill = std::move(spill);
  network.config = checkpoint.config();
  network.inverse_frequencies = rope_frequencies(network.config);
  ROTOR_TRY(network.embedding, loader.required("model.embed_tokens.weight"));
  ROTOR_TRY(network.final_norm, loader.required("model.norm.weight"));
  ROTOR_TRY(network.head, loader.optional("lm_head.weight"));
  if (!network.head.defined()) network.head = network.embedding;
  for (int layer = 0; layer < network.config.layers; ++layer) {
    ROTOR_TRY(Block block, load_block(loader, layer, network.config.qk_norm));
    if (network.spill) network.spill->release(block);
    network.blocks.push_back(std::move(block));
  }
  return network;
}

namespace {

/// W · diag(γ); in W's own memory where `own` says that nothing else uses it and it is not a mapped file's.
void fold(Linear& linear, const at::Tensor& gain, bool own) {
  if (own && linear.weight.storage().resizable()) {
    linear.weight.mul_(gain);
  } else {
    linear.weight = linear.weight * gain;
  }
}

Network fold(const Network& network, bool own) {
  Network folded = network;
  if (network.final_norm.defined()) {
    folded.head = network.head * network.final_norm;
    if (folded.spill) {
      folded.head = folded.spill->keep(folded.head);
      folded.spill->release(network.head);
    }
  }
  folded.final_norm = at::Tensor();
  for (std::size_t i = 0; i < folded.blocks.size(); ++i) {
    Block& block = folded.blocks[i];
    if (block.input_norm.defined()) {
      for (Linear* linear : {&block.q, &block.k, &block.v}) fold(*linear, block.input_norm, own);
    }
    if (block.post_norm.defined()) {
      for (Linear* linear : {&block.gate, &block.up}) fold(*linear, block.post_norm, own);
    }
    block.input_norm = at::Tensor();
    block.post_norm = at::Tensor();
    if (folded.spill) block = folded.spill->keep(block, network.blocks[i]);
  }
  return folded;
}

}  // namespace

Network fold_norms(const Network& network) { return fold(network, false); }

Network fold_norms(Network&& network) { return fold(network, true); }

Network to_dtype(const Network& network, at::ScalarType dtype) {
  Network result = network;
  const bool tied = network.head.is_same(network.embedding);
  result.embedding = network.embedding.to(dtype);
  result.head = tied ? result.embedding : network.head.to(dtype);
  for (std::size_t i = 0; i < result.blocks.size(); ++i) {
    Block& block = result.blocks[i];
    block.for_each_linear([&](const char*, Linear& linear) {
      linear.weight = linear.weight.to(dtype);
      if (linear.bias.defined()) linear.bias = linear.bias.to(dtype);
    });
    if (result.spill) block = result.spill->keep(block, network.blocks[i]);
  }
  return result;
}

Network to_device(const Network& network, c10::Device device) {
  Network result = network;
  result.stream.reset();
  const auto move = [&](at::Tensor& tensor) {
    if (tensor.defined()) tensor = tensor.to(device);
  };
  const bool tied = network.head.is_same(network.embedding);
  move(result.embedding);
  if (tied) {
    result.head = result.embedding;
  } else {
    move(result.head);
  }
  move(result.final_norm);
  move(result.inverse_frequencies);
  for (Block& block : result.blocks) {
    move(block.input_norm);
    move(block.post_norm);
    move(block.q_norm);
    move(block.k_norm);
    block.for_each_linear([&](const char*, Linear& linear) {
      move(linear.weight);
      move(linear.bias);
    });
  }
  return result;
}

}  // namespace rotorscope
