#include "core/model/rope.h"

#include <ATen/ATen.h>

namespace rotorscope {

RopeTables rope_tables(const at::Tensor& inverse_frequencies, std::int64_t tokens) {
  const at::Tensor half = at::outer(at::arange(tokens, at::kFloat), inverse_frequencies);
  const at::Tensor angles = at::cat({half, half}, -1);
  return {angles.cos(), angles.sin()};
}

at::Tensor apply_rope(const at::Tensor& x, const RopeTables& tables) {
  const auto halves = x.chunk(2, -1);
  const at::Tensor turned = at::cat({-halves[1], halves[0]}, -1);
  return (x * tables.cos + turned * tables.sin).to(x.scalar_type());
}

}  // namespace rotorscope
