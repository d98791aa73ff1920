// Exactness: every id of the goldens and of llama.cpp's test strings.
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

TEST(TokenizerGolden, SmolLm2GivesTheReferenceIds) {
  const auto golden_path = test_data("goldens/tokenizer_smollm2.json");
  SKIP_WITHOUT(golden_path);
  const auto model = resolve_model("sample");
  if (!model) GTEST_SKIP() << model.error().message();
  const auto tokenizer = tokenizer_of_gguf(*model);
  const auto golden = nlohmann::json::parse(must(read_file(golden_path)));
  ASSERT_GT(golden.size(), 30U);
  for (const auto& entry : golden) {
    const auto text = entry["text"].get<std::string>();
    const auto expected = entry["ids"].get<std::vector<TokenId>>();
    EXPECT_EQ(must(tokenizer->encode(text, false)), expected) << text;
    EXPECT_EQ(must(tokenizer->encode(text, true)), expected) << "SmolLM2 adds no special tokens: " << text;
    EXPECT_EQ(tokenizer->decode(expected), text);
  }
  EXPECT_FALSE(tokenizer->adds_bos());
  EXPECT_EQ(tokenizer->vocab_size(), 49152U);
}

std::vector<std::string> split_at_separator(const std::string& text) {
  const std::string separator = "\n__ggml_vocab_test__\n";
  std::vector<std::string> parts;
  std::size_t at = 0;
  while (true) {
    const std::size_t found = text.find(separator, at);
    parts.push_back(text.substr(at, found - at));
    if (found == std::string::npos) return parts;
    at = found + separator.size();
  }
}

class LlamaCppVocabulary : public testing::TestWithParam<const char*> {};

TEST_P(LlamaCppVocabulary, EveryStringGivesItsIds) {
  const auto path = vocabulary_file(GetParam());
  SKIP_WITHOUT(path);
  const auto tokenizer = tokenizer_of_gguf(path);
  auto texts = split_at_separator(must(read_file(path.string() + ".inp")));
  std::istringstream expected_lines(must(read_file(path.string() + ".out")));
  std::size_t compared = 0;
  for (std::string line; std::getline(expected_lines, line); ++compared) {
    ASSERT_LT(compared, texts.size());
    std::istringstream numbers(line);
    const std::vector<TokenId> expected{std::istream_iterator<TokenId>(numbers), {}};
    EXPECT_EQ(must(tokenizer->encode(texts[compared], false)), expected)
        << "string " << compared << ": " << texts[compared];
    EXPECT_EQ(tokenizer->decode(expected), texts[compared]);
  }
  EXPECT_EQ(compared, 46U);
}

INSTANTIATE_TEST_SUITE_P(All, LlamaCppVocabulary, testing::Values("llama-spm", "gpt-2", "deepseek-llm"),
                         [](const auto& vocabulary) {
                           std::string name = vocabulary.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(TokenizerGolden, BosIsAddedWhereTheModelWantsIt) {
  for (const char* name : {"llama-spm", "deepseek-llm", "gpt-2"}) {
    const auto path = vocabulary_file(name);
    SKIP_WITHOUT(path);
    const auto tokenizer = tokenizer_of_gguf(path);
    auto expected = must(tokenizer->encode("Hello", false));
    EXPECT_EQ(tokenizer->adds_bos(), std::string_view(name) != "gpt-2") << name;
    if (tokenizer->adds_bos()) expected.insert(expected.begin(), *tokenizer->bos());
    EXPECT_EQ(must(tokenizer->encode("Hello", true)), expected) << name;
  }
}

}  // namespace
}  // namespace rotorscope
