#include "core/formats/families.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rotorscope {
namespace {

constexpr std::array<Family, 5> all = {{{"llama", "LlamaForCausalLM", "llama"},
                                        {"mistral", "MistralForCausalLM", ""},
                                        {"qwen2", "Qwen2ForCausalLM", "qwen2"},
                                        {"qwen3", "Qwen3ForCausalLM", "qwen3"},
                                        {"phi3", "Phi3ForCausalLM", "phi3"}}};

using Reason = std::pair<std::string_view, std::string_view>;
constexpr std::string_view gemma_norms =
    "its norms multiply by 1 + γ and it scales the embedding, which the merged network would have to undo";
constexpr std::string_view post_norms =
    "norms stand behind the blocks' outputs, where their gains cannot be folded and R1 cannot pass";
constexpr std::string_view soft_caps =
    "norms stand behind the blocks' outputs, where R1 cannot pass, norms multiply by 1 + γ, and logits are soft-capped";
constexpr std::string_view layer_norm = "it uses LayerNorm with biases, through which R1 does not pass unchanged";
constexpr std::array<Reason, 11> reasons = {{{"gemma", gemma_norms},
                                             {"gemma2", soft_caps},
                                             {"gemma3", soft_caps},
                                             {"gemma3_text", soft_caps},
                                             {"gemma3n", soft_caps},
                                             {"olmo2", post_norms},
                                             {"olmo3", post_norms},
                                             {"glm4", post_norms},
                                             {"phi", layer_norm},
                                             {"gpt2", layer_norm},
                                             {"opt", layer_norm}}};

}  // namespace

std::span<const Family> families() { return all; }

const Family* family_of_hf(std::string_view model_type) {
  const auto* found = std::ranges::find(all, model_type, &Family::name);
  return found == all.end() ? nullptr : found;
}

const Family* family_of_gguf(std::string_view architecture) {
  const auto* found = std::ranges::find(all, architecture, &Family::gguf);
  return found == all.end() || architecture.empty() ? nullptr : found;
}

std::string family_names() {
  std::string names;
  for (const Family& family : all) names += (names.empty() ? "" : ", ") + std::string(family.name);
  return names;
}

std::string_view refusal_reason(std::string_view name) {
  const auto* found = std::ranges::find(reasons, name, &Reason::first);
  return found == reasons.end() ? std::string_view() : found->second;
}

}  // namespace rotorscope
