#include "core/protocol/command_words.h"

#include "core/protocol/target.h"

namespace rotorscope {
namespace {

/// "on" or "off" for --w-symmetric and the like.
std::string on_off(bool value) { return value ? "on" : "off"; }

std::string number(double value) { return nlohmann::json(value).dump(); }

}  // namespace

std::vector<std::string> quant_words(const QuantSpec& q) {
  std::vector<std::string> words;
  const QuantSpec usual;
  const auto add = [&](bool differs, const char* option, const std::string& value) {
    if (differs) words.insert(words.end(), {option, value});
  };
  const auto size = [](int value) { return std::to_string(value); };
  add(q.target == target_gguf, "--gguf-type", q.gguf_type);
  add(!q.gguf_head_type.empty(), "--gguf-head", q.gguf_head_type);
  add(q.w_bits != usual.w_bits, "--w-bits", size(q.w_bits));
  if (q.w_bits < 16) {
    add(q.w_method != usual.w_method, "--w-method", q.w_method);
    add(q.w_group != usual.w_group, "--w-group", size(q.w_group));
    add(q.w_symmetric != usual.w_symmetric, "--w-symmetric", on_off(q.w_symmetric));
    add(q.w_clip_search != usual.w_clip_search, "--w-clip-search", on_off(q.w_clip_search));
  }
  if (q.w_bits < 16 && q.w_method == "gptq") {
    add(!q.calibration.file.empty(), "--calibration", q.calibration.file);
    add(!q.calibration.ids_file.empty(), "--calibration-ids", q.calibration.ids_file);
    add(q.calibration_tokens != usual.calibration_tokens, "--calibration-tokens", size(q.calibration_tokens));
    add(q.w_act_order != usual.w_act_order, "--act-order", on_off(q.w_act_order));
    add(q.w_damping != usual.w_damping, "--damping", number(q.w_damping));
  }
  for (const BitsOverride& entry : q.mixed) add(true, "--mixed", override_text(entry));
  add(q.w_grid != usual.w_grid, "--w-grid", q.w_grid);
  add(q.a_bits != usual.a_bits, "--a-bits", size(q.a_bits));
  return words;
}

}  // namespace rotorscope
