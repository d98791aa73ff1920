#include "core/formats/model_config.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace rotorscope {
namespace {

Status in_range(const char* what, std::int64_t value, std::int64_t low, std::int64_t high, const std::string& where) {
  if (value >= low && value <= high) return {};
  return fail(std::string(what) + " is " + std::to_string(value) + ", outside " + std::to_string(low) + " to " +
                  std::to_string(high),
              where);
}

Status positive(const char* what, double value, const std::string& where) {
  if (std::isfinite(value) && value > 0) return {};
  return fail(std::string(what) + " is not a positive number", where);
}

Status validate_window(const ModelConfig& c, const std::string& where) {
  if (c.sliding_layers.empty()) return {};
  ROTOR_CHECK(in_range("the sliding window", c.sliding_window, 1, std::numeric_limits<int>::max(), where));
  if (c.sliding_layers.size() == static_cast<std::size_t>(c.layers)) return {};
  return fail("says of " + std::to_string(c.sliding_layers.size()) + " layers whether they slide, but has " +
                  std::to_string(c.layers),
              where);
}

Status validate_rope(const ModelConfig& c, const std::string& where) {
  const RopeScaling& scaling = c.rope_scaling;
  ROTOR_CHECK(in_range("the number of channels that RoPE turns", c.rope_channels(), 2, c.head_dim, where));
  if (c.rope_channels() % 2 != 0) {
    return fail("RoPE turns " + std::to_string(c.rope_channels()) + " channels of a head; it needs pairs", where);
  }
  ROTOR_CHECK(positive("the RoPE base (rope_theta)", c.rope_theta, where));
  if (scaling.kind == RopeScalingKind::linear || scaling.kind == RopeScalingKind::llama3) {
    ROTOR_CHECK(positive("the RoPE scaling factor", scaling.factor, where));
  }
  if (scaling.kind == RopeScalingKind::llama3) {
    ROTOR_CHECK(positive("low_freq_factor of the RoPE scaling", scaling.low_freq_factor, where));
    ROTOR_CHECK(positive("high_freq_factor of the RoPE scaling", scaling.high_freq_factor, where));
    if (scaling.high_freq_factor <= scaling.low_freq_factor) {
      return fail("high_freq_factor of the RoPE scaling is not above low_freq_factor", where);
    }
    ROTOR_CHECK(in_range("the original context length of the RoPE scaling", scaling.original_context_length, 1,
                         std::numeric_limits<int>::max(), where));
  }
  if (scaling.kind == RopeScalingKind::factors) {
    if (scaling.frequency_factors.size() != static_cast<std::size_t>(c.rope_channels()) / 2) {
      return fail("has " + std::to_string(scaling.frequency_factors.size()) + " RoPE factors for " +
                      std::to_string(c.rope_channels()) + " channels of a head",
                  where);
    }
    for (const double factor : scaling.frequency_factors) ROTOR_CHECK(positive("a RoPE factor", factor, where));
  }
  return {};
}

}  // namespace

Status validate(const ModelConfig& c, const std::string& where) {
  // Generous: the largest published models stay below a tenth of each limit.
  ROTOR_CHECK(in_range("the number of layers", c.layers, 1, most_layers, where));
  ROTOR_CHECK(in_range("the hidden size", c.hidden_size, 1, 1 << 20, where));
  ROTOR_CHECK(in_range("the FFN's size", c.intermediate_size, 1, 1 << 22, where));
  ROTOR_CHECK(in_range("the number of attention heads", c.attention_heads, 1, 1 << 14, where));
  ROTOR_CHECK(in_range("the number of key-value heads", c.kv_heads, 1, c.attention_heads, where));
  ROTOR_CHECK(in_range("the head size", c.head_dim, 2, 1 << 14, where));
  ROTOR_CHECK(in_range("the vocabulary's size", c.vocab_size, 1, 1 << 24, where));
  ROTOR_CHECK(in_range("the context length", c.context_length, 1, std::numeric_limits<int>::max(), where));
  if (c.attention_heads % c.kv_heads != 0) {
    return fail(std::to_string(c.attention_heads) + " attention heads cannot share " + std::to_string(c.kv_heads) +
                    " key-value heads evenly",
                where);
  }
  if (c.head_dim % 2 != 0)
    return fail("the head size " + std::to_string(c.head_dim) + " is odd; RoPE needs pairs", where);
  ROTOR_CHECK(positive("the RMSNorm epsilon", c.rms_norm_eps, where));
  ROTOR_CHECK(validate_window(c, where));
  return validate_rope(c, where);
}

std::vector<double> rope_inverse_frequencies(const ModelConfig& c) {
  std::vector<double> frequencies(static_cast<std::size_t>(c.rope_channels()) / 2);
  const RopeScaling& scaling = c.rope_scaling;
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    const double plain = std::pow(c.rope_theta, -2.0 * static_cast<double>(i) / c.rope_channels());
    double divisor = 1;
    if (scaling.kind == RopeScalingKind::linear) divisor = scaling.factor;
    if (scaling.kind == RopeScalingKind::factors) divisor = scaling.frequency_factors[i];
    if (scaling.kind == RopeScalingKind::llama3) {
      // Turns within the original context: many are kept, few are slowed down by the full factor.
      const double turns = scaling.original_context_length * plain / (2 * std::numbers::pi);
      const double kept = std::clamp(
          (turns - scaling.low_freq_factor) / (scaling.high_freq_factor - scaling.low_freq_factor), 0.0, 1.0);
      divisor = 1 / (kept + (1 - kept) / scaling.factor);
    }
    frequencies[i] = plain / divisor;
  }
  return frequencies;
}

}  // namespace rotorscope
