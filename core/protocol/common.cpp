#include "core/protocol/common.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>

namespace rotorscope {
namespace {

constexpr std::array<std::string_view, 8> weight_names = {"w",      "q_proj",    "k_proj",  "v_proj",
                                                          "o_proj", "gate_proj", "up_proj", "down_proj"};
constexpr std::array<std::string_view, 8> activation_names = {"a",      "kv",      "attn_in", "o_in",
                                                              "mlp_in", "down_in", "k",       "v"};

template <class Names>
bool among(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The whole text as a number of at least 0; −1 if it is none.
int whole_number(std::string_view text) {
  int value = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc{} && end == text.data() + text.size() && value >= 0 ? value : -1;
}

}  // namespace

std::optional<BitsOverride> parse_override(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return std::nullopt;
  BitsOverride entry;
  entry.bits = whole_number(std::string_view(text).substr(equals + 1));
  if (entry.bits != 16 && (entry.bits < 2 || entry.bits > 8)) return std::nullopt;
  std::string_view left = std::string_view(text).substr(0, equals);
  if (const auto dot = left.find('.'); dot != std::string_view::npos) {
    const std::string_view layers = left.substr(0, dot);
    left = left.substr(dot + 1);
    const auto dash = layers.find('-');
    entry.first = whole_number(layers.substr(0, dash));
    entry.last = dash == std::string_view::npos ? entry.first : whole_number(layers.substr(dash + 1));
    if (entry.first < 0 || entry.last < entry.first) return std::nullopt;
  }
  entry.name = left;
  if (!among(weight_names, entry.name) && !among(activation_names, entry.name)) return std::nullopt;
  return entry;
}

std::string override_text(const BitsOverride& entry) {
  std::string text;
  if (entry.first >= 0) {
    text = std::to_string(entry.first);
    if (entry.last != entry.first) text += "-" + std::to_string(entry.last);
    text += ".";
  }
  return text + entry.name + "=" + std::to_string(entry.bits);
}

bool quantizes_weights(const QuantSpec& quant) {
  return quant.w_bits < 16 || std::any_of(quant.mixed.begin(), quant.mixed.end(), [](const BitsOverride& entry) {
           return entry.bits < 16 && among(weight_names, entry.name);
         });
}

bool quantizes_activations(const QuantSpec& quant) {
  return quant.a_bits < 16 || quant.kv_bits < 16 ||
         std::any_of(quant.mixed.begin(), quant.mixed.end(),
                     [](const BitsOverride& entry) { return entry.bits < 16 && among(activation_names, entry.name); });
}

bool quantizes_nothing(const QuantSpec& quant) {
  return !quantizes_weights(quant) && !quantizes_activations(quant) && quant.head_bits >= 16 &&
         quant.embedding_bits >= 16;
}

std::string scheme_name(const QuantSpec& quant) {
  return "W" + std::to_string(quant.w_bits) + "A" + std::to_string(quant.a_bits) + "KV" + std::to_string(quant.kv_bits);
}

bool apply_scheme(const std::string& scheme, QuantSpec& quant) {
  std::array<int, 3> bits = {16, 16, 16};
  constexpr std::array<std::string_view, 3> letters = {"W", "A", "KV"};
  std::size_t at = 0;
  for (std::size_t part = 0; part < letters.size() && at < scheme.size(); ++part) {
    for (const char letter : letters[part]) {
      if (at >= scheme.size() || std::toupper(static_cast<unsigned char>(scheme[at])) != letter) return false;
      ++at;
    }
    int value = 0;
    std::size_t digits = 0;
    for (; at < scheme.size() && std::isdigit(static_cast<unsigned char>(scheme[at])) && digits < 2; ++at, ++digits) {
      value = value * 10 + (scheme[at] - '0');
    }
    if (value != 16 && (value < 2 || value > 8)) return false;
    bits[part] = value;
  }
  if (at != scheme.size() || scheme.empty()) return false;
  quant.w_bits = bits[0];
  quant.a_bits = bits[1];
  quant.kv_bits = bits[2];
  return true;
}

}  // namespace rotorscope
