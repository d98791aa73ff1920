#include "core/formats/gguf_tokenizer.h"

#include "core/base/files.h"
#include "core/formats/json_file.h"
#include "core/model/tokenizer/pre_tokenizer_names.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <string>
#include <system_error>
#include <unordered_map>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;

void copy_from_gguf(GgufMetadata& metadata, const GgufFile& file) {
  for (const std::string_view key : file.keys()) {
    if (key.starts_with("tokenizer.")) metadata.copy(key, *file.find(key));
  }
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// SentencePiece joins by scores; a tokenizer.json has ranked merges instead: an earlier merge is a higher score.
std::vector<float> scores_of(const TokenizerSpec& spec) {
  if (!spec.scores.empty()) return spec.scores;
  std::unordered_map<std::string, std::size_t> rank;
  for (const auto& [left, right] : spec.merges) rank.emplace(left + right, rank.size());
  std::vector<float> scores;
  scores.reserve(spec.tokens.size());
  for (const std::string& token : spec.tokens) {
    const auto found = rank.find(token);
    scores.push_back(-static_cast<float>(found == rank.end() ? rank.size() : found->second));
  }
  return scores;
}

/// The chat template of a folder, if it has one.
std::string chat_template_of(const fs::path& folder) {
  if (const auto text = read_text(folder / "chat_template.jinja", 1U << 24U)) return *text;
  const auto json = read_json(folder / "tokenizer_config.json");
  if (!json) return {};
  const auto found = json->find("chat_template");
  return found != json->end() && found->is_string() ? found->get<std::string>() : std::string();
}

Status add_vocabulary(GgufMetadata& metadata, TokenizerSpec spec, const Checkpoint& source) {
  const auto size = static_cast<std::size_t>(source.config().vocab_size);
  if (spec.tokens.size() > size) {
    return fail(
        "the tokenizer has " + std::to_string(spec.tokens.size()) + " tokens, the network only " + std::to_string(size),
        source.path().string(), "the tokenizer belongs to another model");
  }
  std::vector<std::int32_t> types;
  for (const TokenType type : spec.types) types.push_back(static_cast<std::int32_t>(type));
  types.resize(spec.tokens.size(), static_cast<std::int32_t>(TokenType::normal));
  types.resize(size, static_cast<std::int32_t>(TokenType::unused));
  // Embeddings are often padded to a round number of rows.
  while (spec.tokens.size() < size) spec.tokens.push_back("[PAD" + std::to_string(spec.tokens.size()) + "]");
  metadata.texts("tokenizer.ggml.tokens", spec.tokens);
  if (spec.kind == TokenizerKind::sentencepiece) metadata.numbers("tokenizer.ggml.scores", scores_of(spec));
  metadata.numbers("tokenizer.ggml.token_type", types);
  return {};
}

Status add_from_folder(GgufMetadata& metadata, const Checkpoint& source) {
  ROTOR_TRY(const TokenizerSpec spec, tokenizer_spec_from_hf(source.path()));
  if (spec.kind == TokenizerKind::sentencepiece) {
    metadata.text("tokenizer.ggml.model", "llama");
    metadata.text("tokenizer.ggml.pre", "default");
  } else {
    const auto name = spec.split_rules ? pre_tokenizer_name(*spec.split_rules) : std::optional(spec.pre_tokenizer);
    if (!name) {
      return fail("splits text by rules that llama.cpp has no name for", (source.path() / "tokenizer.json").string(),
                  "export to another target, or start from the model's GGUF file");
    }
    metadata.text("tokenizer.ggml.model", "gpt2");
    metadata.text("tokenizer.ggml.pre", *name);
  }
  ROTOR_CHECK(add_vocabulary(metadata, spec, source));
  if (spec.kind == TokenizerKind::byte_level_bpe) {
    std::vector<std::string> merges;
    merges.reserve(spec.merges.size());
    for (const auto& [left, right] : spec.merges) {
      std::string& merge = merges.emplace_back(left);
      merge.append(" ").append(right);
    }
    metadata.texts("tokenizer.ggml.merges", merges);
  }
  const auto id = [&](const char* key, const std::optional<TokenId>& token) {
    if (token) metadata.number(key, static_cast<std::uint32_t>(*token));
  };
  id("tokenizer.ggml.bos_token_id", spec.bos);
  id("tokenizer.ggml.eos_token_id", spec.eos);
  id("tokenizer.ggml.unknown_token_id", spec.unknown);
  metadata.flag("tokenizer.ggml.add_bos_token", spec.add_bos);
  metadata.flag("tokenizer.ggml.add_eos_token", spec.add_eos);
  if (spec.kind == TokenizerKind::sentencepiece) {
    metadata.flag("tokenizer.ggml.add_space_prefix", spec.space_prefix != SpacePrefix::never);
  }
  const std::string chat_template = chat_template_of(source.path());
  if (!chat_template.empty()) metadata.text("tokenizer.chat_template", chat_template);
  return {};
}

}  // namespace

Status add_tokenizer(GgufMetadata& metadata, const Checkpoint& source) {
  if (source.gguf() != nullptr && source.gguf()->find("tokenizer.ggml.model") != nullptr) {
    copy_from_gguf(metadata, *source.gguf());
    return {};
  }
  if (source.gguf() == nullptr &&
      (is_there(source.path() / "tokenizer.json") || is_there(source.path() / "tokenizer.model"))) {
    return add_from_folder(metadata, source);
  }
  metadata.text("tokenizer.ggml.model", "no_vocab");
  return {};
}

}  // namespace rotorscope
