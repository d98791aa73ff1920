// Hugging Face directories: the same tokenizers as from GGUF, and what the small files beside them say.
#include "tests/formats/scratch_folder.h"
#include "tests/tokenizer/sentencepiece_file_builder.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

using nlohmann::json;
using Ids = std::vector<TokenId>;
using testing::HasSubstr;

json bpe_model(const TokenizerSpec& spec, bool pairs) {
  json vocabulary = json::object();
  for (std::size_t i = 0; i < spec.tokens.size(); ++i) vocabulary[spec.tokens[i]] = i;
  json merges = json::array();
  for (const auto& [left, right] : spec.merges) {
    merges.push_back(pairs ? json::array({left, right}) : json(left + " " + right));
  }
  return {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", merges}};
}

json added_token(const std::string& content, TokenId id, bool special) {
  return {{"id", id},        {"content", content},   {"special", special},    {"lstrip", false},
          {"rstrip", false}, {"single_word", false}, {"normalized", !special}};
}

/// SmolLM2's tokenizer.json, rebuilt from the sample model's metadata.
json smollm2_json(const TokenizerSpec& spec, bool pairs) {
  json root = {{"version", "1.0"}, {"model", bpe_model(spec, pairs)}, {"normalizer", nullptr}};
  root["model"]["unk_token"] = spec.tokens[static_cast<std::size_t>(*spec.unknown)];
  root["added_tokens"] = json::array();
  for (std::size_t i = 0; i < spec.tokens.size(); ++i) {
    if (spec.types[i] == TokenType::control) {
      root["added_tokens"].push_back(added_token(spec.tokens[i], static_cast<TokenId>(i), true));
    }
  }
  const json digits = {
      {"type", "Split"}, {"pattern", {{"Regex", "[0-9]"}}}, {"behavior", "Isolated"}, {"invert", false}};
  const json bytes = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  root["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", {digits, bytes}}};
  root["post_processor"] = {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", false}};
  return root;
}

TEST(HuggingFaceDirectory, TokenizerJsonGivesTheGoldenIds) {
  const auto golden_path = test_data("goldens/tokenizer_smollm2.json");
  SKIP_WITHOUT(golden_path);
  const auto model = resolve_model("sample");
  if (!model) GTEST_SKIP() << model.error().message();
  const auto from_gguf = spec_of_gguf(*model);
  for (const bool pairs : {false, true}) {
    const ScratchFolder folder;
    (void)folder.file("tokenizer.json", smollm2_json(from_gguf, pairs).dump());
    (void)folder.file("tokenizer_config.json", R"({"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"},
                                                   "tokenizer_class": "GPT2Tokenizer"})");
    const auto tokenizer = must(make_tokenizer(must(tokenizer_spec_from_hf(folder.path()))));
    for (const auto& entry : json::parse(must(read_file(golden_path)))) {
      EXPECT_EQ(must(tokenizer->encode(entry["text"].get<std::string>(), true)), entry["ids"].get<Ids>())
          << entry["text"];
    }
    EXPECT_EQ(tokenizer->bos(), 1);
    EXPECT_EQ(tokenizer->eos(), 2);
    EXPECT_FALSE(tokenizer->adds_bos());
  }
}

/// Llama 2's vocabulary with the merges that Hugging Face derives from the scores: every way to make a token of two.
TokenizerSpec with_merges(TokenizerSpec spec) {
  std::unordered_map<std::string_view, std::size_t> ids;
  for (std::size_t i = 0; i < spec.tokens.size(); ++i) ids[spec.tokens[i]] = i;
  struct Merge {
    std::size_t merged, left, right;
  };
  std::vector<Merge> merges;
  for (std::size_t id = 0; id < spec.tokens.size(); ++id) {
    const std::string_view text = spec.tokens[id];
    for (std::size_t cut = 1; spec.types[id] == TokenType::normal && cut < text.size(); ++cut) {
      const auto left = ids.find(text.substr(0, cut));
      const auto right = ids.find(text.substr(cut));
      if (left != ids.end() && right != ids.end()) merges.push_back({id, left->second, right->second});
    }
  }
  std::ranges::stable_sort(merges, std::ranges::greater{}, [&](const Merge& m) { return spec.scores[m.merged]; });
  for (const Merge& merge : merges) spec.merges.emplace_back(spec.tokens[merge.left], spec.tokens[merge.right]);
  return spec;
}

class Llama2Directory : public testing::Test {
 protected:
  void SetUp() override {
    const auto path = vocabulary_file("llama-spm");
    SKIP_WITHOUT(path);
    spec_ = spec_of_gguf(path);
  }
  void expect_same(const ScratchFolder& folder, const std::vector<std::string_view>& examples) {
    const auto expected = must(make_tokenizer(spec_));
    const auto actual = must(make_tokenizer(must(tokenizer_spec_from_hf(folder.path()))));
    for (const auto text : examples) {
      EXPECT_EQ(must(actual->encode(text, true)), must(expected->encode(text, true))) << text;
    }
  }
  json tokenizer_json() {
    json root = {{"model", bpe_model(with_merges(spec_), false)}};
    root["model"].update({{"byte_fallback", true}, {"fuse_unk", true}, {"unk_token", "<unk>"}});
    root["added_tokens"] = {added_token("<unk>", 0, true), added_token("<s>", 1, true), added_token("</s>", 2, true)};
    const json prepend = {{"type", "Prepend"}, {"prepend", "▁"}};
    const json replace = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "▁"}};
    root["normalizer"] = {{"type", "Sequence"}, {"normalizers", {prepend, replace}}};
    root["pre_tokenizer"] = nullptr;
    const json bos = {{"SpecialToken", {{"id", "<s>"}, {"type_id", 0}}}};
    const json sequence = {{"Sequence", {{"id", "A"}, {"type_id", 0}}}};
    root["post_processor"] = {{"type", "TemplateProcessing"},
                              {"single", {bos, sequence}},
                              {"special_tokens", {{"<s>", {{"id", "<s>"}, {"ids", {1}}, {"tokens", {"<s>"}}}}}}};
    return root;
  }
  TokenizerSpec spec_;
};

const std::vector<std::string_view> texts = {"Hello world",  " Hello  world ", "", "\n", "naïve 日本語 🦙 ½",
                                             "a</s>b <s> c", "12345 don't"};

TEST_F(Llama2Directory, TokenizerJsonGivesTheIdsOfTheScores) {
  const ScratchFolder folder;
  (void)folder.file("tokenizer.json", tokenizer_json().dump());
  expect_same(folder, texts);
}

TEST_F(Llama2Directory, MetaspacePutsTheSpaceOnlyInFrontWhereToldSo) {
  json root = tokenizer_json();
  root["normalizer"] = nullptr;
  root["pre_tokenizer"] = {{"type", "Metaspace"}, {"replacement", "▁"}, {"prepend_scheme", "first"}, {"split", false}};
  const ScratchFolder folder;
  (void)folder.file("tokenizer.json", root.dump());
  const auto tokenizer = must(make_tokenizer(must(tokenizer_spec_from_hf(folder.path()))));
  EXPECT_EQ(pieces(*tokenizer, "Hello</s>Hello"), (std::vector<std::string>{" Hello", "</s>", "Hello"}));
  EXPECT_EQ(pieces(*tokenizer, " Hello"), (std::vector<std::string>{" Hello"})) << "there is a space already";
  EXPECT_EQ(tokenizer->decode(must(tokenizer->encode("Hello</s>Hello", true))), "<s>Hello</s>Hello");
}

TEST_F(Llama2Directory, TokenizerModelIsReadWhereThereIsNoJson) {
  const ScratchFolder folder;
  (void)folder.file("tokenizer.model", SentencePieceFile().bytes(spec_));
  expect_same(folder, texts);
}

TEST_F(Llama2Directory, TokensAddedToATokenizerModel) {
  const ScratchFolder folder;
  (void)folder.file("tokenizer.model", SentencePieceFile().bytes(spec_));
  (void)folder.file("added_tokens.json", R"({"<pad>": 32000})");
  (void)folder.file("tokenizer_config.json",
                    R"({"added_tokens_decoder": {"32001": {"content": "<|im_end|>", "special": true}},
                        "eos_token": "<|im_end|>", "add_bos_token": false})");
  const auto tokenizer = must(make_tokenizer(must(tokenizer_spec_from_hf(folder.path()))));
  EXPECT_EQ(must(tokenizer->encode("<pad><|im_end|>", true)), (Ids{32000, 32001}));
  EXPECT_EQ(tokenizer->eos(), 32001);
}

/// A small byte-level tokenizer.json.
json small_json() {
  json root = {{"model", bpe_model(byte_level_spec({{"a", "b"}}), false)}};
  root["pre_tokenizer"] = {{"type", "ByteLevel"}, {"add_prefix_space", false}};
  root["added_tokens"] = {added_token("<s>", 300, true), added_token("<tool>", 301, false)};
  return root;
}

TokenizerSpec read_small(const json& config, const json& root = small_json()) {
  const ScratchFolder folder;
  (void)folder.file("tokenizer.json", root.dump());
  (void)folder.file("tokenizer_config.json", config.dump());
  return must(tokenizer_spec_from_hf(folder.path()));
}

TEST(HuggingFaceDirectory, TheConfigurationDecidesOnBos) {
  EXPECT_FALSE(read_small(json::object()).add_bos);
  EXPECT_TRUE(read_small({{"bos_token", "<s>"}, {"add_bos_token", true}}).add_bos);
  EXPECT_TRUE(read_small({{"bos_token", "<s>"}, {"tokenizer_class", "LlamaTokenizerFast"}}).add_bos);
  EXPECT_FALSE(
      read_small({{"bos_token", "<s>"}, {"tokenizer_class", "LlamaTokenizer"}, {"add_bos_token", false}}).add_bos);
  EXPECT_FALSE(read_small({{"bos_token", nullptr}, {"tokenizer_class", "Qwen2Tokenizer"}}).bos);
  EXPECT_EQ(read_small({{"bos_token", "<s>"}}).bos, 300);
}

TEST(HuggingFaceDirectory, ConfigJsonNamesTheIdsWhereNothingElseDoes) {
  const ScratchFolder folder;
  (void)folder.file("tokenizer.json", small_json().dump());
  (void)folder.file("config.json", R"({"bos_token_id": 300, "eos_token_id": [300, 301]})");
  const auto spec = must(tokenizer_spec_from_hf(folder.path()));
  EXPECT_EQ(spec.bos, 300);
  EXPECT_FALSE(spec.eos) << "a list of ends is for generation, not for the tokenizer";
}

TEST(HuggingFaceDirectory, AddedTokensAreFoundAndGapsInTheIdsAreNot) {
  const auto tokenizer = must(make_tokenizer(read_small(json::object())));
  EXPECT_EQ(tokenizer->vocab_size(), 302U);
  EXPECT_EQ(must(tokenizer->encode("ab<s><tool>", false)), (Ids{256, 300, 301}));
  EXPECT_EQ(tokenizer->piece(270), "") << "an id between that nobody names";
}

TEST(HuggingFaceDirectory, ErrorsNameTheFileAndTheCause) {
  const auto error_of = [](const std::string& name, const std::string& contents) {
    const ScratchFolder folder;
    (void)folder.file(name, contents);
    const auto spec = tokenizer_spec_from_hf(folder.path());
    return spec ? "no error" : spec.error().message();
  };
  const auto changed = [&](const std::string& pointer, const json& value) {
    json root = small_json();
    root[json::json_pointer(pointer)] = value;
    return error_of("tokenizer.json", root.dump());
  };
  EXPECT_THAT(error_of("other.txt", ""), HasSubstr("neither tokenizer.json nor tokenizer.model"));
  EXPECT_THAT(error_of("tokenizer.json", "{\"model\": "), HasSubstr("no valid JSON"));
  EXPECT_THAT(error_of("tokenizer.json", "[]"), HasSubstr("no model"));
  EXPECT_THAT(error_of("tokenizer.model", "not a protocol buffer"), HasSubstr("tokenizer.model"));
  EXPECT_THAT(changed("/model/type", "Unigram"), HasSubstr("Unigram"));
  EXPECT_THAT(changed("/model/vocab", 3), HasSubstr("no vocabulary"));
  EXPECT_THAT(changed("/model/vocab/zz", 5), HasSubstr("two tokens have the id 5"));
  EXPECT_THAT(changed("/model/vocab/zz", -1), HasSubstr("impossible id"));
  EXPECT_THAT(changed("/model/vocab/zz", 4000000000U), HasSubstr("impossible id"));
  EXPECT_THAT(changed("/model/vocab/zz", "x"), HasSubstr("has no id"));
  EXPECT_THAT(changed("/model/merges/0", "a b c"), HasSubstr("a b c"));
  EXPECT_THAT(changed("/model/merges/0", 7), HasSubstr("pair of texts"));
  EXPECT_THAT(changed("/model/unk_token", "<none>"), HasSubstr("<none>"));
  EXPECT_THAT(changed("/model/end_of_word_suffix", "</w>"), HasSubstr("end_of_word_suffix"));
  EXPECT_THAT(changed("/added_tokens/0/id", 1 << 30), HasSubstr("impossible id"));
  EXPECT_THAT(changed("/added_tokens", 4), HasSubstr("no list"));
  const ScratchFolder folder;
  (void)folder.file("tokenizer.json", small_json().dump());
  const auto config = folder.file("tokenizer_config.json", "nonsense");
  EXPECT_THAT(tokenizer_spec_from_hf(folder.path()).error().message(), HasSubstr("tokenizer_config.json"));
}

}  // namespace
}  // namespace rotorscope
