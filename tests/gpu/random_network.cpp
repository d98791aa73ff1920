#include "tests/gpu/random_network.h"

#include "core/model/rope.h"

#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope::testing {

Network random_network(const ModelConfig& config, at::ScalarType dtype, at::Device device) {
  at::manual_seed(1);
  const auto options = at::TensorOptions(device).dtype(dtype);
  const auto linear = [&](std::int64_t out, std::int64_t in) {
    return Linear{at::randn({out, in}, options).mul_(1.0 / std::sqrt(static_cast<double>(in))), {}};
  };
  const std::int64_t n = config.hidden_size;
  const std::int64_t q = static_cast<std::int64_t>(config.attention_heads) * config.head_dim;
  const std::int64_t kv = static_cast<std::int64_t>(config.kv_heads) * config.head_dim;
  Network network;
  network.config = config;
  network.inverse_frequencies = rope_frequencies(config).to(device);
  network.embedding = at::randn({config.vocab_size, n}, options);
  network.head = linear(config.vocab_size, n).weight;
  for (int layer = 0; layer < config.layers; ++layer) {
    Block block;
    block.q = linear(q, n);
    block.k = linear(kv, n);
    block.v = linear(kv, n);
    block.o = linear(n, q);
    block.gate = linear(config.intermediate_size, n);
    block.up = linear(config.intermediate_size, n);
    block.down = linear(n, config.intermediate_size);
    network.blocks.push_back(std::move(block));
  }
  return network;
}

ModelConfig small_config() {
  ModelConfig c;
  c.layers = 3;
  c.hidden_size = 96;
  c.intermediate_size = 192;
  c.attention_heads = 6;
  c.kv_heads = 2;
  c.head_dim = 16;
  c.vocab_size = 128;
  c.rope_theta = 10000;
  c.rms_norm_eps = 1e-5;
  return c;
}

}  // namespace rotorscope::testing
