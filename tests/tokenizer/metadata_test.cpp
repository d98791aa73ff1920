// Tokenizers from GGUF metadata: values, defaults, errors.
#include "core/model/tokenizer/metadata_spec.h"
#include "tests/formats/gguf_builder.h"
#include "tests/formats/scratch_folder.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

/// A GGUF file with the metadata of a small byte-level vocabulary; `change` adds to it.
template <class Change>
Result<TokenizerSpec> spec_of(std::string_view model, const Change& change) {
  GgufBuilder builder;
  builder.text("tokenizer.ggml.model", model);
  change(builder);
  const ScratchFolder folder;
  const auto file = must(GgufFile::open(folder.file("vocabulary.gguf", builder.bytes())));
  return tokenizer_spec_from_metadata(GgufTokenizerMetadata(*file));
}

GgufBuilder& add_bpe(GgufBuilder& builder) {
  return builder.texts("tokenizer.ggml.tokens", {"a", "b", "ab", "<s>"}).texts("tokenizer.ggml.merges", {"a b"});
}

TEST(TokenizerMetadata, ReadsWhatIsThere) {
  const auto spec = must(spec_of("gpt2", [](GgufBuilder& b) {
    add_bpe(b)
        .text("tokenizer.ggml.pre", "qwen2")
        .i32s("tokenizer.ggml.token_type", {1, 0, 1, 3})
        .u32("tokenizer.ggml.bos_token_id", 3)
        .u32("tokenizer.ggml.eos_token_id", 2)
        .u32("tokenizer.ggml.unknown_token_id", 0xFFFFFFFF)
        .flag("tokenizer.ggml.add_bos_token", true)
        .flag("tokenizer.ggml.add_eos_token", true);
  }));
  EXPECT_EQ(spec.kind, TokenizerKind::byte_level_bpe);
  EXPECT_EQ(spec.pre_tokenizer, "qwen2");
  EXPECT_EQ(spec.bos, 3);
  EXPECT_EQ(spec.eos, 2);
  EXPECT_FALSE(spec.unknown);
  EXPECT_EQ(spec.types[1], TokenType::normal) << "undefined counts as normal";
  const auto tokenizer = must(make_tokenizer(spec));
  EXPECT_EQ(must(tokenizer->encode("ab<s>ba", true)), (std::vector<TokenId>{3, 2, 3, 1, 0, 2}));
}

TEST(TokenizerMetadata, WhatIsMissingHasLlamaCppsDefaults) {
  const auto plain = must(spec_of("gpt2", [](GgufBuilder& b) { add_bpe(b); }));
  EXPECT_EQ(plain.pre_tokenizer, "default");
  EXPECT_FALSE(plain.add_bos);
  EXPECT_FALSE(plain.bos);
  const auto llama3 = must(spec_of("gpt2", [](GgufBuilder& b) {
    add_bpe(b).text("tokenizer.ggml.pre", "llama-bpe").u32("tokenizer.ggml.bos_token_id", 3);
  }));
  EXPECT_TRUE(llama3.add_bos);
  EXPECT_TRUE(llama3.ignore_merges);
  const auto llama2 = must(spec_of("llama", [](GgufBuilder& b) {
    b.texts("tokenizer.ggml.tokens", {"<unk>", "<s>", "</s>", "a"});
    b.array("tokenizer.ggml.scores", 6, 0);
  }));
  EXPECT_EQ(llama2.unknown, 0);
  EXPECT_EQ(llama2.bos, 1);
  EXPECT_EQ(llama2.eos, 2);
  EXPECT_TRUE(llama2.add_bos);
  EXPECT_EQ(llama2.space_prefix, SpacePrefix::every_text);
  const auto gemma = must(spec_of("llama", [](GgufBuilder& b) {
    b.texts("tokenizer.ggml.tokens", {"<unk>", "<s>", "</s>", "a"}).flag("tokenizer.ggml.add_space_prefix", false);
  }));
  EXPECT_EQ(gemma.space_prefix, SpacePrefix::never);
}

TEST(TokenizerMetadata, ErrorsNameTheKeyAndTheCause) {
  const auto message = [](const Result<TokenizerSpec>& spec) { return spec ? "no error" : spec.error().message(); };
  EXPECT_THAT(message(spec_of("bert", add_bpe)), testing::HasSubstr("bert"));
  EXPECT_THAT(message(spec_of("gpt2", [](GgufBuilder&) {})), testing::HasSubstr("tokenizer.ggml.tokens"));
  EXPECT_THAT(message(spec_of("gpt2", [](GgufBuilder& b) { b.texts("tokenizer.ggml.tokens", {"a"}); })),
              testing::HasSubstr("merges"));
  for (const char* merge : {"ab", "a ", "", " "}) {
    EXPECT_THAT(message(spec_of("gpt2",
                                [&](GgufBuilder& b) {
                                  b.texts("tokenizer.ggml.tokens", {"a"}).texts("tokenizer.ggml.merges", {merge});
                                })),
                testing::HasSubstr("merges"))
        << merge;
  }
  EXPECT_THAT(message(spec_of("gpt2", [](GgufBuilder& b) { add_bpe(b).text("tokenizer.ggml.pre", "martian"); })),
              testing::HasSubstr("martian"));
  EXPECT_THAT(message(spec_of("gpt2", [](GgufBuilder& b) { add_bpe(b).u32("tokenizer.ggml.bos_token_id", 1U << 31); })),
              testing::HasSubstr("bos_token_id"));
}

}  // namespace
}  // namespace rotorscope
