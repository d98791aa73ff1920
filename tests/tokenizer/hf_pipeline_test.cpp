// The steps of a tokenizer.json one by one.
#include "core/model/tokenizer/hf_pipeline.h"

#include "tests/tokenizer/tokenizers_for_tests.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Result<TokenizerSpec> read(std::string_view text) {
  TokenizerSpec spec;
  if (auto status = read_hf_pipeline(json::parse(text), spec); !status) return tl::unexpected(status.error());
  return spec;
}

std::string error_of(std::string_view text) {
  const auto spec = read(text);
  return spec ? "no error" : spec.error().message();
}

std::vector<std::string> patterns(const TokenizerSpec& spec) {
  std::vector<std::string> result;
  for (const auto& rule : *spec.split_rules) result.push_back(rule.pattern);
  return result;
}

TEST(HuggingFacePipeline, ByteLevelWithAndWithoutItsExpression) {
  const auto with = must(read(R"({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}})"));
  EXPECT_EQ(with.kind, TokenizerKind::byte_level_bpe);
  EXPECT_EQ(with.split_rules->size(), 1U);
  EXPECT_EQ(with.space_prefix, SpacePrefix::never);
  const auto without = must(read(
      R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": "x+"}, "behavior": "Removed", "invert": true},
            {"type": "Digits", "individual_digits": false},
            {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}})"));
  EXPECT_EQ(patterns(without), (std::vector<std::string>{"x+", "\\p{N}"}));
  EXPECT_TRUE(without.split_rules->front().invert);
  EXPECT_EQ(without.split_rules->front().behavior, SplitBehavior::removed);
  EXPECT_EQ(without.split_rules->back().behavior, SplitBehavior::contiguous);
  const auto prefix = must(read(R"({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": true}})"));
  EXPECT_EQ(prefix.space_prefix, SpacePrefix::every_text);
  EXPECT_TRUE(prefix.prefix_only_if_missing);
}

TEST(HuggingFacePipeline, Normalizers) {
  const auto spec = must(read(R"({"normalizer": {"type": "NFC"}, "pre_tokenizer": {"type": "ByteLevel"}})"));
  EXPECT_EQ(spec.normalization, Normalization::nfc);
  EXPECT_THAT(error_of(R"({"normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "ByteLevel"}})"),
              HasSubstr("Lowercase"));
  EXPECT_THAT(error_of(R"({"normalizer": {"type": "Replace", "pattern": {"Regex": " "}, "content": "▁"}})"),
              HasSubstr("Replace"));
  EXPECT_THAT(error_of(R"({"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "NFKC"}]}})"),
              HasSubstr("more than one"));
  EXPECT_THAT(error_of(R"({"normalizer": {"type": "Sequence"}})"), HasSubstr("no steps"));
}

TEST(HuggingFacePipeline, TheKindMustBeClear) {
  EXPECT_THAT(error_of("{}"), HasSubstr("neither byte-level"));
  EXPECT_THAT(error_of(R"({"normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
                          "pre_tokenizer": {"type": "ByteLevel"}})"),
              HasSubstr("byte-level BPE with"));
  EXPECT_THAT(error_of(R"({"pre_tokenizer": {"type": "BertPreTokenizer"}})"), HasSubstr("BertPreTokenizer"));
}

TEST(HuggingFacePipeline, OrdersThatWouldMeanSomethingElse) {
  EXPECT_THAT(error_of(R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                            {"type": "ByteLevel"}, {"type": "Digits"}]}})"),
              HasSubstr("after ByteLevel"));
  EXPECT_THAT(error_of(R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                            {"type": "Digits"}, {"type": "ByteLevel", "add_prefix_space": true}]}})"),
              HasSubstr("add_prefix_space"));
  EXPECT_THAT(error_of(R"({"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "x"}, "behavior": "Sideways"}})"),
              HasSubstr("Sideways"));
  EXPECT_THAT(error_of(R"({"pre_tokenizer": {"type": "Split"}})"), HasSubstr("no pattern"));
}

TEST(HuggingFacePipeline, TemplatesNameBosAndEos) {
  const auto spec = must(read(R"({
      "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
      "post_processor": {"type": "Sequence", "processors": [
        {"type": "ByteLevel"},
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<b>"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "<e>"}}],
         "special_tokens": {"<b>": {"ids": [7]}, "<e>": {"ids": [8]}}}]}})"));
  EXPECT_TRUE(spec.add_bos);
  EXPECT_TRUE(spec.add_eos);
  EXPECT_EQ(spec.bos, 7);
  EXPECT_EQ(spec.eos, 8);
  constexpr std::string_view twice = R"({"pre_tokenizer": {"type": "ByteLevel"}, "post_processor": {
      "type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "<b>"}}, {"SpecialToken": {"id": "<b>"}}, {"Sequence": {"id": "A"}}],
      "special_tokens": {"<b>": {"ids": [7]}}}})";
  EXPECT_THAT(error_of(twice), HasSubstr("several special tokens"));
  constexpr std::string_view nameless = R"({"pre_tokenizer": {"type": "ByteLevel"}, "post_processor": {
      "type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<b>"}}], "special_tokens": {}}})";
  EXPECT_THAT(error_of(nameless), HasSubstr("<b>"));
  EXPECT_THAT(error_of(R"({"post_processor": {"type": "BertProcessing"}})"), HasSubstr("BertProcessing"));
}

}  // namespace
}  // namespace rotorscope
