// A whole WikiText at once: the ids that the reference counted, in about the time it takes to look away.
#include "core/model/tokenizer/unicode_text.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

TEST(TokenizerSpeed, WikiTextInSecondsWithTheReferencesCount) {
  const auto text_path = test_data("data/wiki.test.raw");
  const auto golden_path = test_data("goldens/smollm2.json");
  SKIP_WITHOUT(text_path);
  SKIP_WITHOUT(golden_path);
  const auto model = resolve_model("sample");
  if (!model) GTEST_SKIP() << model.error().message();
  const auto tokenizer = tokenizer_of_gguf(*model);
  // The reference read the file as Python reads text: its line ends, CR LF, as LF.
  const std::string text = replace_all(must(read_file(text_path)), "\r\n", "\n");
  const auto start = std::chrono::steady_clock::now();
  const auto ids = must(tokenizer->encode(text, true));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  const auto golden = nlohmann::json::parse(must(read_file(golden_path)));
  EXPECT_EQ(ids.size(), golden["ids_total"].get<std::size_t>());
  const auto first = golden["first_ids"].get<std::vector<TokenId>>();
  EXPECT_TRUE(std::equal(first.begin(), first.end(), ids.begin()));
  EXPECT_LT(taken.count(), 10.0) << "about 0.1 s when optimized, a second without; the margin is for sanitizers";
  RecordProperty("seconds", std::to_string(taken.count()));
}

}  // namespace
}  // namespace rotorscope
