// The tokenizer of a Hugging Face directory: one file holds the tokens, others say which of them are special.
#include "core/base/files.h"
#include "core/model/tokenizer/hf_json.h"
#include "core/model/tokenizer/hf_tokenizer_json.h"
#include "core/model/tokenizer/sentencepiece_file.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace rotorscope {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 256ULL << 20;
constexpr int deepest_nesting = 64;

/// An empty object if the file is not there.
Result<json> read_json(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return json::object();
  ROTOR_TRY(const std::string text, read_file(path, largest_file));
  bool too_deep = false;
  const auto watch_depth = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > deepest_nesting;
    return !too_deep;
  };
  json value = json::parse(text, watch_depth, false);
  if (too_deep) return fail("is nested too deeply", path.string(), "fetch it again");
  if (!value.is_object()) return fail("is no valid JSON object", path.string(), "fetch it again");
  return value;
}

std::optional<TokenId> id_of(const TokenizerSpec& spec, std::string_view text) {
  // From the end: where a text is there twice, the added token stands last.
  for (std::size_t i = spec.tokens.size(); i-- > 0;) {
    if (spec.tokens[i] == text) return static_cast<TokenId>(i);
  }
  return {};
}

/// "bos_token": "<s>" or {"content": "<s>", …}.
std::optional<std::string> special_text(const json& config, std::string_view name) {
  if (const json* value = member(config, name)) {
    return value->is_object() ? text_member(*value, "content") : text_member(config, name);
  }
  return {};
}

/// Tokens that tokenizer_config.json adds to a tokenizer.model: {"32000": {"content": …}, …}.
Status read_added_tokens_decoder(const json& config, TokenizerSpec& spec) {
  const json* decoder = member(config, "added_tokens_decoder");
  if (decoder == nullptr) return {};
  for (const auto& [key, token] : decoder->items()) {
    std::int64_t id = -1;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc{} || end != key.data() + key.size()) {
      return fail("\"" + key + "\" is no token id", "tokenizer_config.json");
    }
    ROTOR_CHECK(put_added_token(token, id, spec));
  }
  return {};
}

/// An older form of the same: {"<pad>": 32000, …}.
Status read_added_tokens_file(const fs::path& path, TokenizerSpec& spec) {
  ROTOR_TRY(const json added, read_json(path));
  for (const auto& [text, value] : added.items()) {
    const auto id = integer_of(value);
    if (!id) return fail("the token \"" + text + "\" has no id", path.string());
    ROTOR_CHECK(put_added_token({{"content", text}, {"special", true}}, *id, spec));
  }
  return {};
}

Result<TokenizerSpec> read_tokenizer_model(const fs::path& directory, const json& config) {
  ROTOR_TRY(const std::string bytes, read_file(directory / "tokenizer.model", largest_file));
  ROTOR_TRY(auto spec, tokenizer_spec_from_sentencepiece(bytes));
  ROTOR_CHECK(read_added_tokens_file(directory / "added_tokens.json", spec));
  ROTOR_CHECK(read_added_tokens_decoder(config, spec));
  // transformers: without the "legacy" behaviour only the very first text gets the space.
  const bool legacy = flag_member(config, "legacy").value_or(true);
  if (!legacy && spec.space_prefix == SpacePrefix::every_text) spec.space_prefix = SpacePrefix::first_text;
  spec.scores.resize(spec.tokens.size(), 0.0F);
  return spec;
}

/// These classes of transformers add BOS unless their configuration says no, whatever tokenizer.json holds.
bool adds_bos_by_class(const json& config) {
  constexpr std::string_view suffix = "Fast";
  std::string name = text_member(config, "tokenizer_class").value_or("");
  if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  return name == "LlamaTokenizer" || name == "CodeLlamaTokenizer" || name == "GemmaTokenizer";
}

Status apply_config(const json& config, const json& token_map, const json& model_config, TokenizerSpec& spec) {
  const auto find = [&](std::string_view text_name, std::string_view id_name) -> std::optional<TokenId> {
    for (const json* source : {&config, &token_map}) {
      if (const auto text = special_text(*source, text_name)) return id_of(spec, *text);
    }
    // config.json's id counts only where tokenizer_config.json does not say that there is none.
    if (config.contains(text_name)) return {};
    const auto id = integer_member(model_config, id_name);
    const bool known = id && *id >= 0 && static_cast<std::size_t>(*id) < spec.tokens.size();
    return known ? std::optional<TokenId>(static_cast<TokenId>(*id)) : std::nullopt;
  };
  if (const auto bos = find("bos_token", "bos_token_id")) spec.bos = bos;
  if (const auto eos = find("eos_token", "eos_token_id")) spec.eos = eos;
  const bool by_class = adds_bos_by_class(config) && spec.bos.has_value();
  spec.add_bos = flag_member(config, "add_bos_token").value_or(spec.add_bos || by_class);
  spec.add_eos = flag_member(config, "add_eos_token").value_or(spec.add_eos);
  return {};
}

}  // namespace

Result<TokenizerSpec> tokenizer_spec_from_hf(const fs::path& directory) {
  ROTOR_TRY(const json config, read_json(directory / "tokenizer_config.json"));
  ROTOR_TRY(const json token_map, read_json(directory / "special_tokens_map.json"));
  ROTOR_TRY(const json model_config, read_json(directory / "config.json"));
  std::error_code error;
  Result<TokenizerSpec> spec;
  if (const fs::path path = directory / "tokenizer.json"; fs::exists(path, error)) {
    ROTOR_TRY(const std::string text, read_file(path, largest_file));
    spec = tokenizer_spec_from_json(text);
  } else if (fs::exists(directory / "tokenizer.model", error)) {
    spec = read_tokenizer_model(directory, config);
  } else {
    return fail("has neither tokenizer.json nor tokenizer.model", directory.string(),
                "copy the tokenizer's files beside the model");
  }
  if (!spec) {
    spec.error().where = (directory / spec.error().where).string();
    return spec;
  }
  ROTOR_CHECK(apply_config(config, token_map, model_config, *spec));
  return spec;
}

}  // namespace rotorscope
