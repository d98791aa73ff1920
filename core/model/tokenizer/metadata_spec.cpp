#include "core/model/tokenizer/metadata_spec.h"

#include "core/model/tokenizer/merges_check.h"
#include "core/model/tokenizer/pre_tokenizer_names.h"

#include <limits>
#include <utility>

namespace rotorscope {
namespace {

constexpr std::string_view prefix = "tokenizer.ggml.";

std::string key(std::string_view name) { return std::string(prefix) + std::string(name); }

Result<std::optional<TokenId>> special_id(const TokenizerMetadata& metadata, std::string_view name,
                                          std::optional<TokenId> when_missing) {
  const auto id = metadata.integer(key(name));
  if (!id) return when_missing;
  // Writers that know no such token store -1, signed or not.
  if (*id == -1 || *id == std::numeric_limits<std::uint32_t>::max()) return std::optional<TokenId>{};
  if (*id < 0 || *id > std::numeric_limits<TokenId>::max()) {
    return fail("is " + std::to_string(*id) + ", which is no token id", key(name));
  }
  return std::optional<TokenId>(static_cast<TokenId>(*id));
}

Status read_merges(const TokenizerMetadata& metadata, TokenizerSpec& spec) {
  const auto merges = metadata.texts(key("merges"));
  if (!merges) return fail("is missing", key("merges"), "convert the model again with a current llama.cpp");
  spec.merges.reserve(merges->size());
  for (const std::string& merge : *merges) {
    const std::size_t space = merge.find(' ', 1);
    if (space == std::string::npos || space + 1 == merge.size()) {
      return fail("holds \"" + merge + "\", which is not two texts and a space", key("merges"));
    }
    spec.merges.emplace_back(merge.substr(0, space), merge.substr(space + 1));
  }
  return check_merges(spec);
}

Status read_byte_level(const TokenizerMetadata& metadata, TokenizerSpec& spec) {
  spec.kind = TokenizerKind::byte_level_bpe;
  spec.pre_tokenizer = metadata.text(key("pre")).value_or("default");
  ROTOR_TRY(const auto named, named_pre_tokenizer(spec.pre_tokenizer));
  spec.ignore_merges = named.ignore_merges;
  spec.add_bos = named.add_bos;
  return read_merges(metadata, spec);
}

void read_sentencepiece(const TokenizerMetadata& metadata, TokenizerSpec& spec) {
  spec.kind = TokenizerKind::sentencepiece;
  spec.scores = metadata.numbers(key("scores")).value_or(std::vector<float>{});
  spec.add_bos = true;
  spec.fuse_unknown = true;
  const bool add_prefix = metadata.flag(key("add_space_prefix")).value_or(true);
  spec.space_prefix = add_prefix ? SpacePrefix::every_text : SpacePrefix::never;
}

}  // namespace

Result<TokenizerSpec> tokenizer_spec_from_metadata(const TokenizerMetadata& metadata) {
  TokenizerSpec spec;
  const auto model = metadata.text(key("model"));
  auto tokens = metadata.texts(key("tokens"));
  if (!model || !tokens) return fail("the file describes no tokenizer", key(model ? "tokens" : "model"));
  spec.tokens = std::move(*tokens);
  if (const auto types = metadata.integers(key("token_type"))) {
    spec.types.reserve(types->size());
    // Old converters wrote 0, undefined, where they knew nothing.
    for (const std::int32_t type : *types) {
      spec.types.push_back(type == 0 ? TokenType::normal : static_cast<TokenType>(type));
    }
  }
  const bool sentencepiece = *model == "llama";
  if (sentencepiece) {
    read_sentencepiece(metadata, spec);
  } else if (*model == "gpt2") {
    ROTOR_CHECK(read_byte_level(metadata, spec));
  } else {
    return fail("tokenizers of the kind \"" + *model + "\" are not supported", key("model"),
                "byte-level BPE (gpt2) and SentencePiece BPE (llama) are");
  }
  const auto fallback = [&](TokenId id) { return sentencepiece ? std::optional<TokenId>(id) : std::nullopt; };
  ROTOR_TRY(spec.unknown, special_id(metadata, "unknown_token_id", fallback(0)));
  ROTOR_TRY(spec.bos, special_id(metadata, "bos_token_id", fallback(1)));
  ROTOR_TRY(spec.eos, special_id(metadata, "eos_token_id", fallback(2)));
  spec.add_bos = metadata.flag(key("add_bos_token")).value_or(spec.add_bos && spec.bos.has_value());
  spec.add_eos = metadata.flag(key("add_eos_token")).value_or(false);
  return spec;
}

}  // namespace rotorscope
