// Checks a description and puts the tokenizer together.
#include "core/model/tokenizer/bpe_tokenizer.h"
#include "core/model/tokenizer/byte_alphabet.h"
#include "core/model/tokenizer/byte_level_model.h"
#include "core/model/tokenizer/pre_tokenizer_names.h"
#include "core/model/tokenizer/sentencepiece_model.h"
#include "core/model/tokenizer/unicode_text.h"

#include <utility>

namespace rotorscope {
namespace {

constexpr std::size_t most_tokens = std::size_t{1} << 24;

Status check_id(const TokenizerSpec& spec, std::optional<TokenId> id, std::string_view name) {
  if (!id || (*id >= 0 && static_cast<std::size_t>(*id) < spec.tokens.size())) return {};
  return fail("the " + std::string(name) + " token has the id " + std::to_string(*id) + ", but there are only " +
                  std::to_string(spec.tokens.size()) + " tokens",
              "tokenizer");
}

Status check(const TokenizerSpec& spec) {
  if (spec.tokens.empty()) return fail("there are no tokens", "tokenizer");
  if (spec.tokens.size() > most_tokens || spec.merges.size() > 4 * most_tokens) {
    return fail("there are " + std::to_string(spec.tokens.size()) + " tokens and " +
                    std::to_string(spec.merges.size()) + " merges, more than any model has",
                "tokenizer");
  }
  if (!spec.types.empty() && spec.types.size() != spec.tokens.size()) {
    return fail("there are " + std::to_string(spec.types.size()) + " token types for " +
                    std::to_string(spec.tokens.size()) + " tokens",
                "tokenizer");
  }
  for (const TokenType type : spec.types) {
    if (type < TokenType::normal || type > TokenType::byte) {
      return fail("a token has the unknown type " + std::to_string(static_cast<int>(type)), "tokenizer");
    }
  }
  ROTOR_CHECK(check_id(spec, spec.bos, "BOS"));
  ROTOR_CHECK(check_id(spec, spec.eos, "EOS"));
  ROTOR_CHECK(check_id(spec, spec.unknown, "unknown"));
  for (const AddedToken& added : spec.added_tokens) ROTOR_CHECK(check_id(spec, added.id, "added"));
  if (spec.add_bos && !spec.bos) return fail("a BOS token is to be added, but there is none", "tokenizer");
  if (spec.add_eos && !spec.eos) return fail("an EOS token is to be added, but there is none", "tokenizer");
  return {};
}

/// Without types SentencePiece's byte tokens are known by their text.
void add_missing_types(TokenizerSpec& spec) {
  if (!spec.types.empty()) return;
  spec.types.assign(spec.tokens.size(), TokenType::normal);
  for (std::size_t i = 0; spec.kind == TokenizerKind::sentencepiece && i < spec.tokens.size(); ++i) {
    if (byte_of_token(spec.tokens[i])) spec.types[i] = TokenType::byte;
  }
}

Status collect_added_tokens(const TokenizerSpec& spec, BpeTokenizer::Parts& parts) {
  parts.found_normalized.assign(spec.tokens.size(), false);
  std::vector<bool> listed(spec.tokens.size(), false);
  for (const AddedToken& added : spec.added_tokens) {
    const auto index = static_cast<std::size_t>(added.id);
    listed[index] = true;
    if (added.normalized) {
      // The text is brought into the form in which it will be met.
      ROTOR_TRY(const std::string text, normalize(replace_invalid_utf8(spec.tokens[index]), parts.normalization));
      parts.added_normalized.add(parts.marks_spaces ? replace_all(text, " ", space_mark) : text, added);
      parts.found_normalized[index] = true;
    } else {
      parts.added_raw.add(spec.tokens[index], added);
    }
  }
  for (TokenId id = 0; parts.vocabulary->has(id); ++id) {
    AddedToken plain;
    plain.id = id;
    if (parts.vocabulary->is_special(id) && !listed[static_cast<std::size_t>(id)]) {
      parts.added_raw.add(parts.vocabulary->text(id), plain);
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> make_tokenizer(TokenizerSpec spec) {
  ROTOR_CHECK(check(spec));
  add_missing_types(spec);
  BpeTokenizer::Parts parts;
  auto vocabulary = std::make_shared<Vocabulary>();
  vocabulary->tokens = spec.tokens;
  vocabulary->types = spec.types;
  vocabulary->unknown = spec.unknown;
  vocabulary->fuse_unknown = spec.fuse_unknown;
  parts.vocabulary = vocabulary;
  parts.marks_spaces = spec.kind == TokenizerKind::sentencepiece;

  std::vector<SplitRule> rules = spec.split_rules.value_or(std::vector<SplitRule>{});
  if (spec.kind == TokenizerKind::byte_level_bpe) {
    if (!spec.split_rules) {
      ROTOR_TRY(auto named, named_pre_tokenizer(spec.pre_tokenizer));
      rules = std::move(named.rules);
      parts.normalization = named.normalization;
    }
    parts.model = std::make_unique<ByteLevelModel>(vocabulary, spec.merges, spec.ignore_merges);
  } else {
    ROTOR_TRY(auto model, SentencePieceModel::make(vocabulary, spec.scores, spec.merges));
    if (model->splits_at_spaces()) {
      const std::string mark(space_mark);
      SplitRule words;
      words.pattern = mark + "*[^" + mark + "]+|" + mark + "+";
      rules.push_back(std::move(words));
    }
    parts.model = std::move(model);
  }
  parts.normalization = spec.normalization.value_or(parts.normalization);
  ROTOR_CHECK(collect_added_tokens(spec, parts));
  ROTOR_TRY(parts.pre_tokenizer, PreTokenizer::make(rules));
  parts.space_prefix = spec.space_prefix;
  parts.prefix_only_if_missing = spec.prefix_only_if_missing;
  parts.bos = spec.bos;
  parts.eos = spec.eos;
  parts.add_bos = spec.add_bos;
  parts.add_eos = spec.add_eos;
  return std::unique_ptr<Tokenizer>(std::make_unique<BpeTokenizer>(std::move(parts)));
}

}  // namespace rotorscope
