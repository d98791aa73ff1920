#include "core/quant/linear_rounding.h"

#include "core/quant/e8_weight.h"
#include "core/quant/gptq.h"
#include "core/quant/weight_quantizer.h"

#include <string_view>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

std::unique_ptr<IncoherentBasis> basis_or_throw(const QuantSpec& quant, std::int64_t order, std::int64_t layer,
                                                const char* side) {
  auto basis = incoherent_basis(quant.w_incoherence, order, incoherence_seed(quant.w_incoherence_seed, layer, side));
  TORCH_CHECK(basis.has_value(), basis.has_value() ? "" : basis.error().message());
  return std::move(*basis);
}

}  // namespace

const char* input_of(const char* linear) {
  const std::string_view name = linear;
  if (name.ends_with("o_proj")) return "o_in";
  if (name.ends_with("gate_proj") || name.ends_with("up_proj")) return "mlp_in";
  return name.ends_with("down_proj") ? "down_in" : "attn_in";
}

LinearRounding::LinearRounding(const QuantSpec& quant, std::int64_t layer, const char* input, std::int64_t columns)
    : quant_(quant), layer_(layer) {
  if (!quant.w_incoherence.empty()) in_ = basis_or_throw(quant, columns, layer, input);
}

at::Tensor LinearRounding::hessian(const at::Tensor& of_inputs) const {
  return in_ ? hessian_in(of_inputs, *in_) : of_inputs;
}

at::Tensor LinearRounding::round_here(const at::Tensor& w, int bits, const GptqFactor* factor,
                                      const std::stop_token& stop) const {
  if (quant_.w_grid == "e8" && bits == 2) return e8_weight(w, factor, stop);
  if (factor == nullptr) return rtn_weight(w, bits, quant_.w_symmetric, quant_.w_group, quant_.w_clip_search);
  return gptq_weight(w, *factor, {bits, quant_.w_symmetric, quant_.w_group, quant_.w_clip_search}, stop);
}

at::Tensor LinearRounding::round(const at::Tensor& w, const char* name, int bits, const GptqFactor* factor,
                                 const std::stop_token& stop) const {
  if (!in_ && quant_.w_grid == "uniform") return round_here(w, bits, factor, stop);
  const at::Tensor on_host = w.cpu();
  if (!in_) return round_here(on_host, bits, factor, stop).to(w.device());
  const std::string_view bare = std::string_view(name).substr(std::string_view(name).rfind('.') + 1);
  const auto out = basis_or_throw(quant_, w.size(0), layer_, std::string(bare).c_str());
  return from_incoherent(round_here(to_incoherent(on_host, *out, *in_), bits, factor, stop), *out, *in_).to(w.device());
}

}  // namespace rotorscope
