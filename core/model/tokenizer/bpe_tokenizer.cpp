#include "core/model/tokenizer/bpe_tokenizer.h"

#include "core/model/tokenizer/unicode_text.h"
#include "core/model/tokenizer/word_cache.h"

#include <utility>

namespace rotorscope {
namespace {

// Symbols count bytes in 32 bits, and marking spaces can triple a text.
constexpr std::size_t longest_text = (std::size_t{1} << 31) - 1;

}  // namespace

Tokenizer::~Tokenizer() = default;

BpeTokenizer::BpeTokenizer(Parts parts) : parts_(std::move(parts)) {}

Result<std::vector<TokenId>> BpeTokenizer::encode(std::string_view utf8, bool add_special) const {
  const auto too_long = [](std::string_view text) { return text.size() > longest_text; };
  const auto length_error = [] { return fail("the text is too long to be tokenized at once", "", "split it"); };
  if (too_long(utf8)) return length_error();
  std::string repaired;
  if (!is_valid_utf8(utf8)) {
    repaired = replace_invalid_utf8(utf8);
    utf8 = repaired;
  }
  std::vector<TokenId> ids;
  ids.reserve(utf8.size() / 3 + 2);
  RegexScratch scratch;
  WordCache cache;
  if (add_special && parts_.add_bos) ids.push_back(*parts_.bos);
  for (const auto& part : parts_.added_raw.split(utf8)) {
    if (part.token) {
      ids.push_back(*part.token);
      continue;
    }
    ROTOR_TRY(const std::string text, normalized(part.text, part.text.data() == utf8.data()));
    if (too_long(text)) return length_error();
    for (const auto& inner : parts_.added_normalized.split(text)) {
      if (inner.token) {
        ids.push_back(*inner.token);
      } else {
        ROTOR_CHECK(encode_text(inner.text, scratch, cache, ids));
      }
    }
  }
  if (add_special && parts_.add_eos) ids.push_back(*parts_.eos);
  return ids;
}

Result<std::string> BpeTokenizer::normalized(std::string_view text, bool at_start) const {
  ROTOR_TRY(std::string result, normalize(text, parts_.normalization));
  const std::string_view space = parts_.marks_spaces ? space_mark : " ";
  if (parts_.marks_spaces) result = replace_all(result, " ", space_mark);
  const bool wanted =
      parts_.space_prefix == SpacePrefix::every_text || (parts_.space_prefix == SpacePrefix::first_text && at_start);
  if (wanted && !(parts_.prefix_only_if_missing && result.starts_with(space))) result.insert(0, space);
  return result;
}

Status BpeTokenizer::encode_text(std::string_view text, RegexScratch& scratch, WordCache& cache,
                                 std::vector<TokenId>& ids) const {
  std::vector<std::string_view> words;
  ROTOR_CHECK(parts_.pre_tokenizer.split(text, scratch, words));
  for (const std::string_view word : words) cache.encode(*parts_.model, word, ids);
  return {};
}

std::string BpeTokenizer::decode(std::span<const TokenId> ids) const {
  std::string text;
  bool prefix_expected = parts_.space_prefix != SpacePrefix::never;
  for (const TokenId id : ids) {
    std::string bytes = piece(id);
    const bool splits_text = is_special(id) && !parts_.found_normalized[static_cast<std::size_t>(id)];
    if (splits_text) {
      const bool is_added_bos = parts_.add_bos && id == parts_.bos && text.empty();
      prefix_expected = parts_.space_prefix == SpacePrefix::every_text || (prefix_expected && is_added_bos);
    } else if (!bytes.empty()) {
      if (prefix_expected && bytes.front() == ' ') bytes.erase(0, 1);
      prefix_expected = false;
    }
    text += bytes;
  }
  return text;
}

std::string BpeTokenizer::piece(TokenId id) const {
  if (!parts_.vocabulary->has(id)) return {};
  return is_special(id) ? parts_.vocabulary->text(id) : parts_.model->bytes_of(id);
}

bool BpeTokenizer::is_special(TokenId id) const {
  return parts_.vocabulary->has(id) && parts_.vocabulary->is_special(id);
}

}  // namespace rotorscope
