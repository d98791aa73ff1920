#include "core/formats/stored_tensors.h"

#include <array>
#include <string_view>
#include <utility>

namespace rotorscope {
namespace {

using Rule = std::pair<std::string_view, std::string_view>;
constexpr std::array<Rule, 5> fused = {{{"self_attn.q_proj.", "self_attn.qkv_proj."},
                                        {"self_attn.k_proj.", "self_attn.qkv_proj."},
                                        {"self_attn.v_proj.", "self_attn.qkv_proj."},
                                        {"mlp.gate_proj.", "mlp.gate_up_proj."},
                                        {"mlp.up_proj.", "mlp.gate_up_proj."}}};

/// The name under which a tensor is stored.
std::string stored_name(const std::string& name) {
  for (const auto& [part, whole] : fused) {
    if (const auto at = name.find(part); at != std::string::npos) {
      return name.substr(0, at) + std::string(whole) + name.substr(at + part.size());
    }
  }
  return name;
}

}  // namespace

std::vector<StoredTensor> stored_tensors(const ModelConfig& config) {
  std::vector<StoredTensor> stored;
  for (NamedShape& tensor : llama_tensors(config)) {
    const std::string name = config.fused_projections ? stored_name(tensor.name) : tensor.name;
    if (!stored.empty() && stored.back().whole.name == name) {
      stored.back().whole.shape[0] += tensor.shape[0];
      stored.back().parts.push_back(std::move(tensor));
    } else {
      stored.push_back({{name, tensor.shape}, {std::move(tensor)}});
    }
  }
  return stored;
}

}  // namespace rotorscope
