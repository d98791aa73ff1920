#include "core/model/tokenizer/sentencepiece_file.h"

#include "core/model/tokenizer/protobuf_reader.h"
#include "core/model/tokenizer/unicode_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace rotorscope {
namespace {

// The model's settings; what a file leaves out has the values of sentencepiece_model.proto.
struct Settings {
  std::int32_t model_type = 1;  // unigram
  std::int32_t unknown = 0;
  std::int32_t bos = 1;
  std::int32_t eos = 2;
  std::string_view character_map;
  bool adds_space_prefix = true;
  bool removes_extra_spaces = true;
  bool marks_spaces = true;
  bool marks_follow_words = false;
};

tl::unexpected<Error> damaged() {
  return fail("is damaged or no SentencePiece model", "tokenizer.model", "fetch it again");
}

tl::unexpected<Error> unsupported(const std::string& what) {
  return fail(what + " is not supported", "tokenizer.model", "a tokenizer.json beside it may work");
}

Status read_piece(std::string_view message, TokenizerSpec& spec) {
  std::string text;
  float score = 0;
  std::int32_t type = static_cast<std::int32_t>(TokenType::normal);
  ProtobufReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == 1) text = field->bytes;
    if (field->number == 2) score = field->as_float();
    if (field->number == 3) type = field->as_int32();
  }
  if (reader.damaged()) return damaged();
  if (type < 1 || type > 6) return unsupported("a piece of the type " + std::to_string(type));
  spec.types.push_back(static_cast<TokenType>(type));
  if (spec.types.back() == TokenType::user_defined) {
    // SentencePiece looks for them in the text whose spaces it has marked; as text they have real spaces.
    text = replace_all(text, space_mark, " ");
    AddedToken added;
    added.id = static_cast<TokenId>(spec.tokens.size());
    added.normalized = true;
    spec.added_tokens.push_back(added);
  }
  spec.tokens.push_back(std::move(text));
  spec.scores.push_back(score);
  return {};
}

Status read_trainer(std::string_view message, Settings& settings) {
  ProtobufReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == 3) settings.model_type = field->as_int32();
    if (field->number == 24) settings.marks_follow_words = field->integer != 0;
    if (field->number == 40) settings.unknown = field->as_int32();
    if (field->number == 41) settings.bos = field->as_int32();
    if (field->number == 42) settings.eos = field->as_int32();
  }
  return reader.damaged() ? Status(damaged()) : Status();
}

Status read_normalizer(std::string_view message, Settings& settings) {
  ProtobufReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == 2) settings.character_map = field->bytes;
    if (field->number == 3) settings.adds_space_prefix = field->integer != 0;
    if (field->number == 4) settings.removes_extra_spaces = field->integer != 0;
    if (field->number == 5) settings.marks_spaces = field->integer != 0;
  }
  return reader.damaged() ? Status(damaged()) : Status();
}

Status check(const Settings& settings) {
  constexpr std::int32_t bpe = 2;
  if (settings.model_type != bpe) {
    const char* name = settings.model_type == 1 ? "unigram" : settings.model_type == 3 ? "word" : "character";
    return unsupported("a SentencePiece model of the type " + std::string(name));
  }
  if (!settings.character_map.empty()) return unsupported("a SentencePiece model with text normalization");
  if (settings.removes_extra_spaces) return unsupported("a SentencePiece model that removes extra spaces");
  if (!settings.marks_spaces) return unsupported("a SentencePiece model that does not mark spaces");
  if (settings.marks_follow_words) return unsupported("a SentencePiece model with spaces after words");
  return {};
}

}  // namespace

Result<TokenizerSpec> tokenizer_spec_from_sentencepiece(std::string_view bytes) {
  TokenizerSpec spec;
  spec.kind = TokenizerKind::sentencepiece;
  Settings settings;
  ProtobufReader reader(bytes);
  while (const auto field = reader.next()) {
    if (field->number == 1) ROTOR_CHECK(read_piece(field->bytes, spec));
    if (field->number == 2) ROTOR_CHECK(read_trainer(field->bytes, settings));
    if (field->number == 3) ROTOR_CHECK(read_normalizer(field->bytes, settings));
  }
  if (reader.damaged() || spec.tokens.empty()) return damaged();
  ROTOR_CHECK(check(settings));
  const auto id = [](std::int32_t number) { return number < 0 ? std::nullopt : std::optional<TokenId>(number); };
  spec.unknown = id(settings.unknown);
  spec.bos = id(settings.bos);
  spec.eos = id(settings.eos);
  spec.add_bos = spec.bos.has_value();
  spec.space_prefix = settings.adds_space_prefix ? SpacePrefix::every_text : SpacePrefix::never;
  spec.fuse_unknown = true;
  return spec;
}

}  // namespace rotorscope
