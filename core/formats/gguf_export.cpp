#include "core/formats/gguf_export.h"

#include "core/formats/gguf_tokenizer.h"
#include "core/formats/gguf_writer.h"
#include "core/formats/llama_tensors.h"

#include <cstring>
#include <string>
#include <system_error>

namespace rotorscope {
namespace {

/// RoPE scaling as llama.cpp takes it: linear as metadata, everything else as factors of the frequencies.
std::vector<float> rope_factors(const ModelConfig& config) {
  std::vector<float> factors;
  if (config.rope_scaling.kind == RopeScalingKind::factors) {
    factors.assign(config.rope_scaling.frequency_factors.begin(), config.rope_scaling.frequency_factors.end());
  } else if (config.rope_scaling.kind == RopeScalingKind::llama3) {
    ModelConfig plain = config;
    plain.rope_scaling = {};
    const auto unscaled = rope_inverse_frequencies(plain);
    const auto scaled = rope_inverse_frequencies(config);
    for (std::size_t i = 0; i < scaled.size(); ++i) factors.push_back(static_cast<float>(unscaled[i] / scaled[i]));
  }
  return factors;
}

void add_network(GgufMetadata& metadata, const GgufExport& what) {
  const ModelConfig& c = what.config;
  const auto size = [&](const char* key, int value) { metadata.number(key, static_cast<std::uint32_t>(value)); };
  metadata.text("general.architecture", "llama");
  metadata.text("general.type", "model");
  metadata.text("general.name", c.name);
  metadata.number("general.file_type", gguf_file_type(what.type));
  metadata.number("general.quantization_version", std::uint32_t{2});
  size("llama.block_count", c.layers);
  size("llama.context_length", c.context_length);
  size("llama.embedding_length", c.hidden_size);
  size("llama.feed_forward_length", c.intermediate_size);
  size("llama.attention.head_count", c.attention_heads);
  size("llama.attention.head_count_kv", c.kv_heads);
  size("llama.attention.key_length", c.head_dim);
  size("llama.attention.value_length", c.head_dim);
  metadata.number("llama.attention.layer_norm_rms_epsilon", static_cast<float>(c.rms_norm_eps));
  size("llama.rope.dimension_count", c.head_dim);
  metadata.number("llama.rope.freq_base", static_cast<float>(c.rope_theta));
  if (c.rope_scaling.kind == RopeScalingKind::linear) {
    metadata.text("llama.rope.scaling.type", "linear");
    metadata.number("llama.rope.scaling.factor", static_cast<float>(c.rope_scaling.factor));
  }
  size("llama.vocab_size", c.vocab_size);
}

/// The heads whose rows llama.cpp wants interleaved; 0 for all other tensors.
int interleaved_heads(const std::string& name, const ModelConfig& config) {
  if (name.find("self_attn.q_proj") != std::string::npos) return config.attention_heads;
  return name.find("self_attn.k_proj") != std::string::npos ? config.kv_heads : 0;
}

/// Rows [heads, 2, d/2] to [heads, d/2, 2].
void interleave(std::span<const std::byte> from, std::size_t rows, std::size_t heads, std::span<std::byte> to) {
  const std::size_t width = from.size() / rows;
  const std::size_t half = rows / heads / 2;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t within = row % (2 * half);
    const std::size_t target = row - within + within % half * 2 + within / half;
    std::memcpy(to.data() + target * width, from.data() + row * width, width);
  }
}

TensorType type_of(const NamedShape& tensor, const GgufExport& what) {
  if (tensor.shape.size() == 1) return TensorType::F32;
  const bool end = tensor.name == "lm_head.weight" || tensor.name == "model.embed_tokens.weight";
  return end ? what.head_type : what.type;
}

}  // namespace

std::uint32_t gguf_file_type(TensorType type) {
  switch (type) {
    case TensorType::F16:
      return 1;
    case TensorType::Q4_0:
      return 2;
    case TensorType::Q4_1:
      return 3;
    case TensorType::Q8_0:
      return 7;
    case TensorType::Q5_0:
      return 8;
    case TensorType::Q5_1:
      return 9;
    case TensorType::Q4_K:
      return 14;
    case TensorType::Q6_K:
      return 18;
    case TensorType::BF16:
      return 32;
    default:
      return 0;
  }
}

Result<WrittenFile> write_gguf_network(const GgufExport& what, const TensorBytes& bytes, Progress& progress,
                                       const std::stop_token& stop) {
  ROTOR_CHECK(validate(what.config, "export"));
  GgufMetadata metadata;
  add_network(metadata, what);
  if (what.tokenizer_source != nullptr) ROTOR_CHECK(add_tokenizer(metadata, *what.tokenizer_source));
  const std::vector<float> factors = rope_factors(what.config);
  ModelConfig untied = what.config;
  untied.tied_head = false;
  const auto tensors = llama_tensors(untied);
  std::vector<TensorPlan> plans;
  if (!factors.empty()) {
    plans.push_back({"rope_freqs.weight", TensorType::F32, {static_cast<std::int64_t>(factors.size())}});
  }
  const std::size_t first = plans.size();
  for (const NamedShape& tensor : tensors) {
    plans.push_back({llama_cpp_name(tensor.name), type_of(tensor, what), tensor.shape});
  }
  std::size_t next = 0;
  std::vector<std::byte> buffer;
  std::vector<std::byte> turned;
  const auto source = [&](const TensorPlan& plan, const TensorSink& sink) -> Status {
    if (stop.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    const std::size_t index = next++;
    if (index < first) return sink(std::as_bytes(std::span(factors)));
    const NamedShape& tensor = tensors[index - first];
    progress.advance(static_cast<std::int64_t>(index), static_cast<std::int64_t>(plans.size()),
                     "Writing " + tensor.name);
    buffer.resize(*bytes_for(plan.type, *element_count(plan.shape)));
    ROTOR_CHECK(bytes({tensor.name, plan.type, tensor.shape}, buffer));
    const int heads = interleaved_heads(tensor.name, what.config);
    if (heads == 0) return sink(buffer);
    turned.resize(buffer.size());
    interleave(buffer, static_cast<std::size_t>(tensor.shape[0]), static_cast<std::size_t>(heads), turned);
    return sink(turned);
  };
  ROTOR_CHECK(write_gguf(what.path, metadata, plans, source));
  std::error_code error;
  const auto size = std::filesystem::file_size(what.path, error);
  if (error) return fail("has gone: " + error.message(), what.path.string());
  return WrittenFile{what.path.string(), static_cast<std::int64_t>(size)};
}

}  // namespace rotorscope
