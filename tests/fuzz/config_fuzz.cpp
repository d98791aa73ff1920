// Any bytes as a config.json; what is accepted must be within the limits that the network relies on.
#include "core/formats/llama_tensors.h"
#include "core/formats/model_config.h"
#include "tests/fuzz/memory_file.h"

using namespace rotorscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(data, size);
  const auto config = read_hf_config(file.path());
  fuzz::must_explain(config);
  if (!config) return 0;
  if (!validate(*config, "fuzz") || config->attention_heads % config->kv_heads != 0) std::abort();
  (void)rope_inverse_frequencies(*config);
  std::size_t count = 0;
  for (const auto& [name, shape] : llama_tensors(*config)) count += name.size() + shape.size();
  return count == 0 ? std::abort(), 0 : 0;
}
