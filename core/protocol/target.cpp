#include "core/protocol/target.h"

#include <array>
#include <string_view>
#include <utility>

namespace rotorscope {
namespace {

struct GgufGrid {
  std::string_view type;
  int bits;
  int group;
};

// The first of a number of bits is what these bits alone mean.
constexpr std::array<GgufGrid, 9> gguf_grids = {{{"F16", 16, 0},
                                                 {"BF16", 16, 0},
                                                 {"Q8_0", 8, 32},
                                                 {"Q6_K", 6, 16},
                                                 {"Q5_0", 5, 32},
                                                 {"Q5_1", 5, 32},
                                                 {"Q4_0", 4, 32},
                                                 {"Q4_1", 4, 32},
                                                 {"Q4_K", 4, 32}}};

}  // namespace

bool is_grid_target(const std::string& target) {
  return target == target_compressed_tensors || target == target_gptq || target == target_gguf;
}

void apply_target_defaults(QuantSpec& quant, const std::function<bool(const std::string&)>& given) {
  if (quant.target == target_compressed_tensors && !given("--a-symmetric")) quant.a_symmetric = true;
  if (quant.target != target_gguf) return;
  if (!given("--a-symmetric")) quant.a_symmetric = true;
  for (const GgufGrid& grid : gguf_grids) {
    if (quant.gguf_type.empty() ? grid.bits != quant.w_bits : grid.type != quant.gguf_type) continue;
    quant.gguf_type = grid.type;
    if (!given("--w-bits") && !given("--scheme")) quant.w_bits = grid.bits;
    if (!given("--w-group")) quant.w_group = grid.group;
    if (!given("--w-symmetric")) quant.w_symmetric = !grid.type.ends_with("_1") && grid.type != "Q4_K";
    break;
  }
  if (!given("--a-group") && quant.a_bits < 16) quant.a_group = gguf_activation_block(quant);
}

int gguf_activation_block(const QuantSpec& quant) { return quant.gguf_type.ends_with("_K") ? 256 : 32; }

RotationSpec on_target(RotationSpec rotation, const std::string& target) {
  if (!is_grid_target(target)) return rotation;
  if (rotation.r3 == "auto") rotation.r3 = "off";
  if (rotation.r4 == "auto") rotation.r4 = "off";
  return rotation;
}

}  // namespace rotorscope
