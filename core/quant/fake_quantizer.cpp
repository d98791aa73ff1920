#include "core/quant/fake_quantizer.h"

#include "core/protocol/mixed.h"
#include "core/protocol/target.h"
#include "core/quant/target_sites.h"

#include <ATen/ATen.h>

namespace rotorscope {

at::Tensor SiteQuantizer::quantize(const at::Tensor& x) const {
  if (!active()) return x;
  if (joins_heads && x.dim() > 2) return fake_quantize(x.flatten(-2), group, grid()).view_as(x);
  return fake_quantize(x, group, grid());
}

at::Tensor SiteQuantizer::error(const at::Tensor& x) const {
  if (joins_heads && x.dim() > 2) return quantize_error(x.flatten(-2), group, grid()).view_as(x);
  return quantize_error(x, group, grid());
}

at::Tensor SiteQuantizer::rotate_and_quantize(const at::Tensor& x, const HadamardMatrix& h) const {
  return hadamard_quantize(x, h, group, grid());
}

at::Tensor SiteQuantizer::rotated_error(const at::Tensor& x, const HadamardMatrix& h) const {
  return hadamard_error(x, h, group, grid());
}

SiteQuantizer site_quantizer(Site site, const QuantSpec& quant) {
  if (is_grid_target(quant.target)) return target_site_quantizer(site, quant);
  // Per token the range is widened to hold 0; per group and per head it is not (as SpinQuant does).
  switch (site) {
    case Site::attn_in:
    case Site::mlp_in:
    case Site::down_in:
      return {quant.a_bits, quant.a_group, quant.a_symmetric, quant.a_group == 0, quant.a_clip};
    case Site::o_in:
      return {quant.a_bits, 0, quant.a_symmetric, false, quant.a_clip};
    case Site::k:
    case Site::v:
      return {quant.kv_bits, quant.kv_group, quant.kv_symmetric, false, quant.kv_clip};
    case Site::q:
    case Site::head_in:
    case Site::residual:
      break;
  }
  return {};
}

namespace {

std::string_view class_of(Site site) { return site == Site::k || site == Site::v ? "kv" : "a"; }

}  // namespace

SiteQuantizer site_quantizer(std::int64_t layer, Site site, const QuantSpec& quant) {
  SiteQuantizer quantizer = site_quantizer(site, quant);
  if (site == Site::q || site == Site::head_in || site == Site::residual) return quantizer;
  quantizer.bits = mixed_bits(quant, layer, site_name(site), class_of(site), quantizer.bits);
  for (const SiteClip& clip : quant.clips) {
    if (clip.layer == layer && clip.site == site_name(site)) quantizer.clip = clip.ratio;
  }
  return quantizer;
}

int linear_bits(std::int64_t layer, std::string_view name, const QuantSpec& quant) {
  const std::string_view bare = name.substr(name.rfind('.') + 1);
  return mixed_bits(quant, layer, bare, "w", quant.w_bits);
}

namespace {

Status check_bits(int bits, const char* option) {
  if (bits == 16 || (bits >= 2 && bits <= 8)) return {};
  return fail(std::to_string(bits) + " bits are not possible", option, "choose 2 to 8, or 16 for not quantized");
}

Status check_clip(double clip, const char* option) {
  if (clip > 0.0 && clip <= 1.0) return {};
  return fail("this clip ratio is not possible", option, "choose a number above 0 and at most 1");
}

}  // namespace

Status check_quant(const QuantSpec& quant, int hidden_size, int intermediate_size, int head_dim) {
  ROTOR_CHECK(check_bits(quant.w_bits, "--w-bits"));
  ROTOR_CHECK(check_bits(quant.a_bits, "--a-bits"));
  ROTOR_CHECK(check_bits(quant.kv_bits, "--kv-bits"));
  ROTOR_CHECK(check_bits(quant.head_bits, "--head-bits"));
  ROTOR_CHECK(check_bits(quant.embedding_bits, "--embedding-bits"));
  for (const BitsOverride& entry : quant.mixed) {
    if (!parse_override(override_text(entry))) {
      return fail(override_text(entry).append(" names no linear or site, or no possible bits"), "--mixed",
                  "write for example down_proj=8, 0-3.down_in=8 or 29.kv=16");
    }
  }
  const bool beyond_target = !quant.mixed.empty() || quant.head_bits < 16 || quant.embedding_bits < 16 ||
                             quant.w_grid != "uniform" || quant.clip_search || quant.k_pre_rope;
  if (!quant.target.empty() && beyond_target) {
    return fail(
        "mixed precision, lm_head and embedding bits, the E8 codebook, searched clip ratios and K before RoPE "
        "are not in what this target stores or its engines run",
        "--target " + quant.target, "leave them out, or the target");
  }
  if (quant.w_grid != "uniform" && quant.w_grid != "e8") {
    return fail("there is no weight grid \"" + quant.w_grid + "\"", "--w-grid", "choose uniform or e8");
  }
  if (quant.w_grid == "e8") {
    if (quant.w_bits != 2) return fail("the E8 codebook has 2 bits a weight", "--w-bits", "say --w-bits 2");
    if (quant.w_group != 0) return fail("the E8 codebook has one scale a linear", "--w-group", "leave it out");
    if (hidden_size % 8 != 0 || intermediate_size % 8 != 0) {
      return fail("the E8 codebook needs widths that are multiples of 8", "--w-grid", "choose uniform");
    }
  }
  ROTOR_CHECK(check_clip(quant.a_clip, "--a-clip"));
  ROTOR_CHECK(check_clip(quant.kv_clip, "--kv-clip"));
  const auto divides = [](int group, int width) { return group == 0 || (group > 0 && width % group == 0); };
  if (!divides(quant.w_group, hidden_size) || !divides(quant.w_group, intermediate_size)) {
    return fail("groups of " + std::to_string(quant.w_group) + " do not divide the model's widths " +
                    std::to_string(hidden_size) + " and " + std::to_string(intermediate_size),
                "--w-group", "choose a common divisor, or 0 for one scale a output channel");
  }
  if (!divides(quant.a_group, hidden_size) || !divides(quant.a_group, intermediate_size)) {
    return fail("groups of " + std::to_string(quant.a_group) + " do not divide the model's widths " +
                    std::to_string(hidden_size) + " and " + std::to_string(intermediate_size),
                "--a-group", "choose a common divisor, or 0 for one scale a token");
  }
  if (!divides(quant.kv_group, head_dim)) {
    return fail(
        "groups of " + std::to_string(quant.kv_group) + " do not divide the head size " + std::to_string(head_dim),
        "--kv-group", "choose a divisor, or 0 for one scale a head");
  }
  if (quant.w_method != "rtn" && quant.w_method != "gptq")
    return fail("there is no weight method \"" + quant.w_method + "\"", "--w-method", "choose rtn or gptq");
  if (!(quant.w_damping >= 0.0 && quant.w_damping <= 1.0))
    return fail("the damping must be between 0 and 1", "--damping", "0.01 is usual");
  ROTOR_CHECK(check_target_grid(quant, hidden_size, intermediate_size));
  if (quant.calibration_tokens < 1) {
    return fail("at least one token is needed to calibrate", "--calibration-tokens", "choose 1 or more");
  }
  return {};
}

}  // namespace rotorscope
