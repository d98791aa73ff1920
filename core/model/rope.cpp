#include "core/model/rope.h"

#include <ATen/ATen.h>

namespace rotorscope {

at::Tensor rope_frequencies(const ModelConfig& config) {
  const std::int64_t channels = config.rope_channels();
  const at::Tensor exponents = at::arange(0, channels, 2, at::kFloat) / static_cast<double>(channels);
  const at::Tensor plain = at::pow(config.rope_theta, exponents).reciprocal();
  ModelConfig unscaled = config;
  unscaled.rope_scaling = {};
  const auto scaled = at::tensor(rope_inverse_frequencies(config), at::kDouble);
  const auto reference = at::tensor(rope_inverse_frequencies(unscaled), at::kDouble);
  return plain * (scaled / reference).to(at::kFloat);
}

RopeTables rope_tables(const at::Tensor& inverse_frequencies, std::int64_t tokens) {
  const at::Tensor half = at::outer(at::arange(tokens, inverse_frequencies.options()), inverse_frequencies);
  const at::Tensor angles = at::cat({half, half}, -1);
  return {angles.cos(), angles.sin()};
}

}  // namespace rotorscope
