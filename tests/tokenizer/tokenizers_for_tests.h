// The tokenizers of the GGUF files that tests read, and small ones made by hand.
#pragma once

#include "core/base/files.h"
#include "core/formats/locations.h"
#include "core/model/tokenizer/byte_alphabet.h"
#include "core/model/tokenizer/gguf_metadata.h"
#include "core/model/tokenizer/tokenizer.h"

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope {

inline std::filesystem::path test_data(std::string_view name) {
  return std::filesystem::path(ROTORSCOPE_TEST_DATA) / name;
}

/// A failed Result ends the test with its message.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

inline TokenizerSpec spec_of_gguf(const std::filesystem::path& path) {
  const auto file = must(GgufFile::open(path));
  return must(tokenizer_spec_from_metadata(GgufTokenizerMetadata(*file)));
}

inline std::unique_ptr<Tokenizer> tokenizer_of_gguf(const std::filesystem::path& path) {
  return must(make_tokenizer(spec_of_gguf(path)));
}

/// llama-spm, gpt-2 or deepseek-llm.
inline std::filesystem::path vocabulary_file(const std::string& name) {
  return test_data("data/vocab/" + name + ".gguf");
}

/// Byte-level BPE without split rules: one token for each byte (its id), then one for each merge's result, then
/// `specials` as control tokens.
inline TokenizerSpec byte_level_spec(const std::vector<std::pair<std::string, std::string>>& merges = {},
                                     const std::vector<std::string>& specials = {}) {
  TokenizerSpec spec;
  spec.split_rules.emplace();
  for (unsigned int byte = 0; byte < 256; ++byte) {
    spec.tokens.emplace_back(byte_letter(static_cast<unsigned char>(byte)));
  }
  for (const auto& [left, right] : merges) spec.tokens.push_back(left + right);
  spec.types.assign(spec.tokens.size(), TokenType::normal);
  for (const std::string& special : specials) {
    spec.tokens.push_back(special);
    spec.types.push_back(TokenType::control);
  }
  spec.merges = merges;
  return spec;
}

/// A split rule that isolates its matches.
inline SplitRule isolating(std::string_view pattern) {
  SplitRule rule;
  rule.pattern = pattern;
  return rule;
}

/// The pieces of a text's tokens.
inline std::vector<std::string> pieces(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<std::string> result;
  for (const TokenId id : must(tokenizer.encode(text, false))) result.push_back(tokenizer.piece(id));
  return result;
}

}  // namespace rotorscope

/// Ends the test as skipped where its data is absent.
#define SKIP_WITHOUT(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << (path) << " is not there"
