// GGUF files as they are written: opened again they hold what went in.
#include "core/formats/gguf_export.h"

#include "core/formats/dequantize.h"
#include "core/formats/gguf_writer.h"
#include "core/formats/llama_tensors.h"
#include "tests/formats/gguf_builder.h"
#include "tests/formats/scratch_folder.h"

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;

std::filesystem::path golden(const std::string& name) {
  return std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens" / name;
}

std::vector<float> values_of(const Checkpoint& checkpoint, const std::string& name) {
  const TensorEntry* entry = checkpoint.find(name);
  if (entry == nullptr) return {};
  std::vector<float> values(*element_count(entry->shape));
  EXPECT_TRUE(checkpoint.read_f32(*entry, values));
  return values;
}

TEST(GgufExport, EveryTinyCheckpointComesBack) {
  for (const char* name : {"tiny_gqa_tied", "tiny_mha_bias", "tiny_llama3_rope", "tiny_wide_ffn"}) {
    if (!std::filesystem::exists(golden(name))) GTEST_SKIP() << "shared/goldens is not here";
    const auto source = Checkpoint::open(golden(name));
    ASSERT_TRUE(source) << source.error().message();
    const ScratchFolder folder;
    GgufExport what;
    what.config = (*source)->config();
    what.path = folder.path() / "model.gguf";
    what.type = what.head_type = TensorType::F32;
    what.tokenizer_source = source->get();
    NoProgress quiet;
    const auto written = write_gguf_network(
        what,
        [&](const TensorPlan& plan, std::span<std::byte> out) -> Status {
          const bool tied_head = plan.name == "lm_head.weight" && (*source)->config().tied_head;
          const auto values = values_of(**source, tied_head ? "model.embed_tokens.weight" : plan.name);
          std::memcpy(out.data(), values.data(), out.size());
          return {};
        },
        quiet, {});
    ASSERT_TRUE(written) << written.error().message();
    EXPECT_EQ(static_cast<std::uintmax_t>(written->bytes), std::filesystem::file_size(what.path));
    const auto back = Checkpoint::open(what.path);
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_FALSE((*back)->config().tied_head);
    EXPECT_EQ((*back)->config().head_dim, (*source)->config().head_dim);
    EXPECT_EQ((*back)->config().vocab_size, (*source)->config().vocab_size);
    for (const TensorEntry& entry : (*source)->tensors()) {
      ASSERT_EQ(values_of(**back, entry.name), values_of(**source, entry.name)) << name << " " << entry.name;
    }
    const auto ours = rope_inverse_frequencies((*source)->config());
    const auto theirs = rope_inverse_frequencies((*back)->config());
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(theirs[i] / ours[i], 1.0, 1e-6) << name;
    EXPECT_EQ((*back)->gguf()->text("tokenizer.ggml.model"), "no_vocab");
  }
}

TEST(GgufExport, NamesGoBothWays) {
  for (const char* name :
       {"model.embed_tokens.weight", "model.norm.weight", "lm_head.weight", "model.layers.11.self_attn.q_proj.bias",
        "model.layers.0.mlp.down_proj.weight", "model.layers.3.post_attention_layernorm.weight"}) {
    const std::string theirs = llama_cpp_name(name);
    EXPECT_NE(theirs, name);
    EXPECT_EQ(canonical_name(theirs), name);
  }
  EXPECT_EQ(llama_cpp_name("model.layers.2"), "model.layers.2");
  EXPECT_EQ(llama_cpp_name("other"), "other");
}

TEST(GgufWriter, MetadataAreCopiedAsTheyStand) {
  const ScratchFolder folder;
  GgufBuilder builder;
  builder.text("general.architecture", "x").texts("tokenizer.list", {"a", "", "längst"}).flag("tokenizer.flag", true);
  builder.i32s("tokenizer.types", {1, -2, 3}).u32("tokenizer.id", 7).f32("tokenizer.number", 0.5F);
  const auto source = GgufFile::open(folder.file("source.gguf", builder.bytes()));
  ASSERT_TRUE(source) << source.error().message();
  GgufMetadata metadata;
  for (const auto key : (*source)->keys()) metadata.copy(key, *(*source)->find(key));
  metadata.number("tokenizer.id", std::uint32_t{8});  // is there already
  const auto target = folder.path() / "target.gguf";
  const std::vector<float> values = {1, 2, 3};
  ASSERT_TRUE(
      write_gguf(target, metadata, {{"t", TensorType::F32, {3}}, {"u", TensorType::F32, {1, 3}}},
                 [&](const TensorPlan&, const TensorSink& sink) { return sink(std::as_bytes(std::span(values))); }));
  const auto back = GgufFile::open(target);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ((*back)->keys().size(), (*source)->keys().size());
  EXPECT_EQ((*back)->texts("tokenizer.list")->at(2), "längst");
  EXPECT_EQ((*back)->flag("tokenizer.flag"), true);
  EXPECT_EQ((*back)->integers("tokenizer.types"), (std::vector<std::int64_t>{1, -2, 3}));
  EXPECT_EQ((*back)->integer("tokenizer.id"), 7);
  EXPECT_EQ((*back)->number("tokenizer.number"), 0.5);
  ASSERT_NE((*back)->tensor("u"), nullptr);
  EXPECT_EQ((*back)->tensor("u")->shape, (std::vector<std::int64_t>{1, 3}));
}

TEST(GgufWriter, WrongPlansAndShortDataLeaveNothing) {
  const ScratchFolder folder;
  const auto target = folder.path() / "target.gguf";
  const auto message = [&](const std::vector<TensorPlan>& plans, std::size_t bytes) {
    const std::vector<std::byte> data(bytes);
    const auto status =
        write_gguf(target, {}, plans, [&](const TensorPlan&, const TensorSink& sink) { return sink(data); });
    EXPECT_FALSE(std::filesystem::exists(target));
    return status ? std::string("written") : status.error().message();
  };
  EXPECT_THAT(message({{"t", TensorType::Q4_K, {4, 96}}}, 1), HasSubstr("whole blocks"));
  EXPECT_THAT(message({{"t", TensorType::BOOL, {4}}}, 4), HasSubstr("BOOL"));
  EXPECT_THAT(message({{"t", TensorType::F32, {4}}, {"t", TensorType::F32, {4}}}, 16), HasSubstr("twice"));
  EXPECT_THAT(message({{std::string(64, 'n'), TensorType::F32, {4}}}, 16), HasSubstr("name"));
  EXPECT_THAT(message({{"t", TensorType::F32, {4}}}, 12), HasSubstr("4 bytes are missing"));
  EXPECT_THAT(message({{"t", TensorType::F32, {4}}}, 20), HasSubstr("more data"));
}

}  // namespace
}  // namespace rotorscope
