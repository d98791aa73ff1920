#include "core/formats/tokenizer_json.h"

#include "core/formats/sentencepiece_merges.h"
#include "core/model/tokenizer/pre_tokenizer_names.h"

#include <string>
#include <utility>
#include <vector>

namespace rotorscope {
namespace {

using nlohmann::json;

constexpr const char* word_mark = "\u2581";  // stands for a space in SentencePiece's tokens

TokenType type_of(const TokenizerSpec& spec, std::size_t id) {
  return id < spec.types.size() ? spec.types[id] : TokenType::normal;
}

bool is_special(TokenType type) { return type == TokenType::control || type == TokenType::unknown; }

const char* behavior_name(SplitBehavior behavior) {
  switch (behavior) {
    case SplitBehavior::removed:
      return "Removed";
    case SplitBehavior::merged_with_previous:
      return "MergedWithPrevious";
    case SplitBehavior::merged_with_next:
      return "MergedWithNext";
    case SplitBehavior::contiguous:
      return "Contiguous";
    default:
      return "Isolated";
  }
}

json added_tokens(const TokenizerSpec& spec) {
  json tokens = json::array();
  for (std::size_t id = 0; id < spec.tokens.size(); ++id) {
    const TokenType type = type_of(spec, id);
    if (!is_special(type) && type != TokenType::user_defined) continue;
    AddedToken options;
    for (const AddedToken& token : spec.added_tokens) {
      if (token.id == static_cast<TokenId>(id)) options = token;
    }
    tokens.push_back({{"id", id},
                      {"content", spec.tokens[id]},
                      {"single_word", options.single_word},
                      {"lstrip", options.strips_left},
                      {"rstrip", options.strips_right},
                      {"normalized", options.normalized},
                      {"special", is_special(type)}});
  }
  return tokens;
}

json byte_level(bool add_prefix_space, bool trim_offsets, bool use_regex) {
  return {{"type", "ByteLevel"},
          {"add_prefix_space", add_prefix_space},
          {"trim_offsets", trim_offsets},
          {"use_regex", use_regex}};
}

json normalizer_of(Normalization normalization) {
  switch (normalization) {
    case Normalization::nfc:
      return {{"type", "NFC"}};
    case Normalization::nfd:
      return {{"type", "NFD"}};
    case Normalization::nfkc:
      return {{"type", "NFKC"}};
    case Normalization::nfkd:
      return {{"type", "NFKD"}};
    default:
      return nullptr;
  }
}

/// BOS and EOS around a text, where the model wants them.
json post_processor(const TokenizerSpec& spec, bool bytes) {
  const bool bos = spec.add_bos && spec.bos;
  const bool eos = spec.add_eos && spec.eos;
  if (!bos && !eos) return bytes ? byte_level(true, false, true) : json(nullptr);
  json special = json::object();
  const auto token = [&](TokenId id, int sequence) -> json {
    const std::string& text = spec.tokens[static_cast<std::size_t>(id)];
    special[text] = {{"id", text}, {"ids", {id}}, {"tokens", {text}}};
    return {{"SpecialToken", {{"id", text}, {"type_id", sequence}}}};
  };
  json single = json::array();
  json pair = json::array();
  for (int sequence = 0; sequence < 2; ++sequence) {
    const json text = {{"Sequence", {{"id", sequence == 0 ? "A" : "B"}, {"type_id", sequence}}}};
    std::vector<json> parts;
    if (bos) parts.push_back(token(*spec.bos, sequence));
    parts.push_back(text);
    if (eos) parts.push_back(token(*spec.eos, sequence));
    for (const json& part : parts) {
      if (sequence == 0) single.push_back(part);
      pair.push_back(part);
    }
  }
  return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", special}};
}

Status describe_byte_level(const TokenizerSpec& spec, json& tokenizer) {
  std::vector<SplitRule> rules;
  Normalization normalization = spec.normalization.value_or(Normalization::none);
  if (spec.split_rules) {
    rules = *spec.split_rules;
  } else {
    ROTOR_TRY(const auto named, named_pre_tokenizer(spec.pre_tokenizer));
    rules = named.rules;
    normalization = spec.normalization.value_or(named.normalization);
  }
  json steps = json::array();
  for (const SplitRule& rule : rules) {
    steps.push_back({{"type", "Split"},
                     {"pattern", {{rule.literal ? "String" : "Regex", rule.pattern}}},
                     {"behavior", behavior_name(rule.behavior)},
                     {"invert", rule.invert}});
  }
  steps.push_back(byte_level(false, true, false));
  tokenizer["normalizer"] = normalizer_of(normalization);
  tokenizer["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", steps}};
  tokenizer["post_processor"] = post_processor(spec, true);
  tokenizer["decoder"] = byte_level(true, true, true);
  return {};
}

void describe_sentencepiece(const TokenizerSpec& spec, json& tokenizer) {
  json steps = json::array();
  const bool prefix = spec.space_prefix != SpacePrefix::never;
  if (prefix) steps.push_back({{"type", "Prepend"}, {"prepend", word_mark}});
  steps.push_back({{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", word_mark}});
  tokenizer["normalizer"] = {{"type", "Sequence"}, {"normalizers", steps}};
  tokenizer["pre_tokenizer"] = nullptr;
  tokenizer["post_processor"] = post_processor(spec, false);
  json decoders = {{{"type", "Replace"}, {"pattern", {{"String", word_mark}}}, {"content", " "}},
                   {{"type", "ByteFallback"}},
                   {{"type", "Fuse"}}};
  if (prefix) decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
  tokenizer["decoder"] = {{"type", "Sequence"}, {"decoders", decoders}};
}

}  // namespace

Result<json> tokenizer_json(const TokenizerSpec& spec) {
  const bool bytes = spec.kind == TokenizerKind::byte_level_bpe;
  json tokenizer = {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}};
  json vocabulary = json::object();
  // Of two tokens with the same text the lower id is the one that is ever used.
  for (std::size_t id = 0; id < spec.tokens.size(); ++id) vocabulary.emplace(spec.tokens[id], id);
  for (const auto& id : {spec.bos, spec.eos, spec.unknown}) {
    if (id && (*id < 0 || static_cast<std::size_t>(*id) >= spec.tokens.size())) {
      return fail("the special token " + std::to_string(*id) + " is not in the vocabulary", "tokenizer");
    }
  }
  tokenizer["added_tokens"] = added_tokens(spec);
  if (bytes) {
    ROTOR_CHECK(describe_byte_level(spec, tokenizer));
  } else {
    describe_sentencepiece(spec, tokenizer);
  }
  json merges = json::array();
  // "left right", which every version of the tokenizers library reads.
  for (const auto& [left, right] : bytes || !spec.merges.empty() ? spec.merges : sentencepiece_merges(spec)) {
    if (left.find(' ') != left.npos || right.find(' ') != right.npos) continue;
    std::string merge = left;
    merge += ' ';
    merge += right;
    merges.push_back(std::move(merge));
  }
  tokenizer["model"] = {
      {"type", "BPE"},
      {"dropout", nullptr},
      {"unk_token", !bytes && spec.unknown ? json(spec.tokens[static_cast<std::size_t>(*spec.unknown)]) : json()},
      {"continuing_subword_prefix", nullptr},
      {"end_of_word_suffix", nullptr},
      {"fuse_unk", !bytes && spec.fuse_unknown},
      {"byte_fallback", !bytes},
      {"ignore_merges", spec.ignore_merges},
      {"vocab", std::move(vocabulary)},
      {"merges", std::move(merges)}};
  return tokenizer;
}

json tokenizer_config_json(const TokenizerSpec& spec, int context_length,
                           const std::optional<std::string>& chat_template) {
  // The plain class takes tokenizer.json as it is; LlamaTokenizer would rebuild the pipeline its own way.
  json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                 {"model_max_length", context_length},
                 {"clean_up_tokenization_spaces", false},
                 {"model_input_names", {"input_ids", "attention_mask"}}};
  const auto role = [&](const char* name, const std::optional<TokenId>& id) {
    if (id) config[name] = spec.tokens[static_cast<std::size_t>(*id)];
  };
  role("bos_token", spec.bos);
  role("eos_token", spec.eos);
  role("unk_token", spec.unknown);
  if (chat_template) config["chat_template"] = *chat_template;
  return config;
}

}  // namespace rotorscope
