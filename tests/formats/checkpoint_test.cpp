// Checkpoints: GGUF and Hugging Face seen alike, and what does not fit together.
#include "core/formats/checkpoint.h"

#include "core/base/files.h"
#include "core/formats/describe.h"
#include "core/formats/json_file.h"
#include "core/formats/llama_tensors.h"
#include "core/formats/locations.h"
#include "core/formats/safetensors_writer.h"
#include "tests/formats/scratch_folder.h"
#include "tests/formats/tiny_gguf.h"

#include <chrono>
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const fs::path goldens = fs::path(ROTORSCOPE_TEST_DATA) / "goldens";

std::string error_of(const fs::path& path) {
  const auto checkpoint = Checkpoint::open(path);
  return checkpoint ? "" : checkpoint.error().message();
}

std::vector<float> values(const Checkpoint& checkpoint, const TensorEntry& entry) {
  std::vector<float> out(*element_count(entry.shape));
  const auto status = checkpoint.read_f32(entry, out);
  EXPECT_TRUE(status) << status.error().message();
  return out;
}

class CheckpointGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(goldens)) GTEST_SKIP() << "no " << goldens;
  }
  static std::shared_ptr<const Checkpoint> open(const std::string& name) {
    auto checkpoint = Checkpoint::open(goldens / name);
    EXPECT_TRUE(checkpoint) << checkpoint.error().message();
    return checkpoint ? *checkpoint : nullptr;
  }
  /// A folder with the golden's configuration, changed, and weights of the given tensors.
  fs::path folder(const Checkpoint& source, const nlohmann::json& changes, std::vector<TensorPlan> plans) {
    auto config = *read_json(source.path() / "config.json");
    if (!changes.is_null()) config.update(changes);
    (void)scratch_.file("model/config.json", config.dump());
    const auto status =
        write_safetensors(scratch_.path() / "model/model.safetensors", std::move(plans), {},
                          [&](const TensorPlan& plan, const TensorSink& sink) -> Status {
                            std::vector<std::byte> zeros(*bytes_for(plan.type, *element_count(plan.shape)));
                            return sink(zeros);
                          });
    EXPECT_TRUE(status) << status.error().message();
    return scratch_.path() / "model";
  }
  static std::vector<TensorPlan> plans_of(const Checkpoint& source) {
    std::vector<TensorPlan> plans;
    for (const auto& entry : source.tensors()) plans.push_back({entry.name, entry.type, entry.shape});
    return plans;
  }
  ScratchFolder scratch_;
};

TEST_F(CheckpointGolden, TinyCheckpointsOpen) {
  for (const char* name : {"tiny_gqa_tied", "tiny_mha_bias", "tiny_llama3_rope", "tiny_wide_ffn"}) {
    const auto checkpoint = open(name);
    ASSERT_NE(checkpoint, nullptr) << name;
    EXPECT_EQ(checkpoint->format(), "Hugging Face");
    EXPECT_EQ(checkpoint->gguf(), nullptr);
    EXPECT_EQ(checkpoint->find("lm_head.weight") == nullptr, checkpoint->config().tied_head) << name;
    EXPECT_EQ(checkpoint->find("model.layers.0.self_attn.q_proj.bias") != nullptr, checkpoint->config().attention_bias);
    EXPECT_EQ(checkpoint->tensors().size(), llama_tensors(checkpoint->config()).size());
    EXPECT_EQ(checkpoint->weight_files().size(), 1U);
    EXPECT_EQ(*checkpoint->fingerprint(), *fingerprint(goldens / name / "model.safetensors"));
    // The weights' file or config.json stand for the folder.
    EXPECT_EQ(error_of(goldens / name / "model.safetensors"), "");
    EXPECT_EQ(error_of(goldens / name / "config.json"), "");
  }
}

TEST_F(CheckpointGolden, ReadsFloat32Exactly) {
  const auto checkpoint = open("tiny_mha_bias");
  const auto file = SafetensorsFile::open(goldens / "tiny_mha_bias/model.safetensors");
  ASSERT_TRUE(file);
  for (const auto& entry : checkpoint->tensors()) {
    EXPECT_EQ(values(*checkpoint, entry), *(*file)->read_f32(entry.name)) << entry.name;
  }
  std::vector<float> small(3);
  EXPECT_THAT(checkpoint->read_f32(checkpoint->tensors()[0], small).error().message(), HasSubstr("3 values"));
}

TEST_F(CheckpointGolden, AGgufOfTheSameModelHasTheSameWeights) {
  for (const char* name : {"tiny_gqa_tied", "tiny_mha_bias", "tiny_wide_ffn"}) {
    const auto source = open(name);
    const auto path = scratch_.file(std::string(name) + ".gguf", gguf_of(*source).bytes());
    const auto gguf = Checkpoint::open(path);
    ASSERT_TRUE(gguf) << gguf.error().message();
    EXPECT_EQ((*gguf)->format(), "GGUF");
    EXPECT_NE((*gguf)->gguf(), nullptr);
    EXPECT_EQ((*gguf)->config().tied_head, source->config().tied_head);
    EXPECT_EQ((*gguf)->config().attention_bias, source->config().attention_bias);
    EXPECT_EQ((*gguf)->config().head_dim, source->config().head_dim);
    ASSERT_EQ((*gguf)->tensors().size(), source->tensors().size());
    for (std::size_t i = 0; i < source->tensors().size(); ++i) {
      const auto& ours = (*gguf)->tensors()[i];
      EXPECT_EQ(ours.name, source->tensors()[i].name);
      EXPECT_EQ(ours.shape, source->tensors()[i].shape);
      EXPECT_EQ(values(**gguf, ours), values(*source, source->tensors()[i])) << ours.name;
    }
  }
}

TEST_F(CheckpointGolden, TensorsThatDoNotFit) {
  const auto source = open("tiny_mha_bias");
  const auto good = plans_of(*source);
  EXPECT_EQ(error_of(folder(*source, {}, good)), "");
  EXPECT_THAT(error_of(folder(*source, {{"intermediate_size", 97}}, good)),
              HasSubstr("model.layers.0.mlp.gate_proj.weight is [96, 48], but the configuration needs [97, 48]"));
  EXPECT_THAT(error_of(folder(*source, {{"num_hidden_layers", 4}}, good)),
              HasSubstr("model.layers.3.input_layernorm.weight [48] is missing"));
  EXPECT_THAT(error_of(folder(*source, {{"num_hidden_layers", 2}}, good)), HasSubstr("no part of the network"));
  EXPECT_THAT(error_of(folder(*source, {{"attention_bias", false}}, good)), HasSubstr("no part of the network"));
  EXPECT_THAT(error_of(folder(*source, {{"mlp_bias", true}}, good)), HasSubstr("gate_proj.bias [96] is missing"));

  auto integers = good;
  integers[3].type = TensorType::I8;
  EXPECT_THAT(error_of(folder(*source, {}, integers)), HasSubstr("quantized checkpoint"));
  auto more = good;
  more.push_back({"model.layers.0.self_attn.rotary_emb.inv_freq", TensorType::F32, {8}});
  EXPECT_EQ(error_of(folder(*source, {}, more)), "");
  more.push_back({"model.layers.0.self_attn.q_norm.weight", TensorType::F32, {16}});
  EXPECT_THAT(error_of(folder(*source, {}, more)), HasSubstr("q_norm"));
}

TEST_F(CheckpointGolden, HalfPrecisionAndATiedHeadThatIsStored) {
  const auto source = open("tiny_gqa_tied");
  auto plans = plans_of(*source);
  for (auto& plan : plans) plan.type = TensorType::BF16;
  plans.push_back({"lm_head.weight", TensorType::BF16, {128, 48}});
  const auto checkpoint = Checkpoint::open(folder(*source, {}, plans));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_EQ((*checkpoint)->tensors()[0].type, TensorType::BF16);
  EXPECT_EQ((*checkpoint)->find("lm_head.weight"), nullptr);
}

TEST_F(CheckpointGolden, GgufTensorsThatDoNotFit) {
  const auto source = open("tiny_gqa_tied");
  const auto error = [&](const GgufBuilder& builder) { return error_of(scratch_.file("a.gguf", builder.bytes())); };
  EXPECT_THAT(error(gguf_of(*source, "blk.1.ffn_up.weight")),
              HasSubstr("model.layers.1.mlp.up_proj.weight [96, 48] is missing"));
  EXPECT_THAT(error(gguf_of(*source).tensor("blk.0.attn_q_norm.weight", 0, {1}, "abcd")),
              HasSubstr("self_attn.q_norm"));
  EXPECT_THAT(error(gguf_of(*source).tensor("blk.x.attn_q.weight", 0, {1}, "abcd")), HasSubstr("blk.x.attn_q"));
  EXPECT_THAT(error(gguf_of(*source).tensor("blk.7.attn_q.weight", 0, {1}, "abcd")), HasSubstr("no part of the"));
  EXPECT_THAT(error(gguf_of(*source).tensor("blk.00.attn_q.weight", 0, {1}, "abcd")), HasSubstr("no part of the"));
  EXPECT_THAT(error(gguf_of(*source, "blk.0.attn_k.weight").tensor("blk.0.attn_k.weight", 0, {1}, "abcd")),
              HasSubstr("k_proj.weight is [1], but the configuration needs [32, 48]"));
}

class Shards : public CheckpointGolden {
 protected:
  /// Splits tiny_gqa_tied into two shards and returns its index.
  nlohmann::json write() {
    const auto source = open("tiny_gqa_tied");
    fs::create_directories(scratch_.path() / "model");
    fs::copy_file(goldens / "tiny_gqa_tied/config.json", scratch_.path() / "model/config.json");
    nlohmann::json index = {{"metadata", {{"total_size", 0}}}, {"weight_map", nlohmann::json::object()}};
    for (const std::size_t shard : {0U, 1U}) {
      const std::string name = "model-0000" + std::to_string(shard + 1) + "-of-00002.safetensors";
      std::vector<TensorPlan> plans;
      for (std::size_t i = shard; i < source->tensors().size(); i += 2) {
        const auto& entry = source->tensors()[i];
        plans.push_back({entry.name, entry.type, entry.shape});
        index["weight_map"][entry.name] = name;
      }
      const auto status = write_safetensors(
          scratch_.path() / "model" / name, plans, {},
          [&](const TensorPlan& plan, const TensorSink& sink) { return sink(source->find(plan.name)->bytes); });
      EXPECT_TRUE(status) << status.error().message();
    }
    return index;
  }
  std::string error(const nlohmann::json& index) {
    (void)scratch_.file("model/model.safetensors.index.json", index.dump());
    return error_of(scratch_.path() / "model");
  }
};

TEST_F(Shards, OpenLikeOneFile) {
  EXPECT_EQ(error(write()), "");
  const auto sharded = Checkpoint::open(scratch_.path() / "model");
  const auto single = open("tiny_gqa_tied");
  EXPECT_EQ((*sharded)->weight_files().size(), 2U);
  for (const auto& entry : single->tensors()) {
    ASSERT_NE((*sharded)->find(entry.name), nullptr);
    EXPECT_EQ(values(**sharded, *(*sharded)->find(entry.name)), values(*single, entry)) << entry.name;
  }
  EXPECT_EQ((*sharded)->fingerprint()->size(), 16U);
  EXPECT_EQ(*(*sharded)->fingerprint(), *(*sharded)->fingerprint());
}

TEST_F(Shards, BadIndices) {
  const auto index = write();
  for (const char* name : {"../evil.safetensors", "/etc/passwd", "..", ".", "", "a/b.safetensors", "a\\b"}) {
    auto bad = index;
    bad["weight_map"]["model.norm.weight"] = name;
    EXPECT_THAT(error(bad), HasSubstr("not in the model's folder")) << name;
  }
  auto bad = index;
  bad["weight_map"]["model.norm.weight"] = "absent.safetensors";
  EXPECT_THAT(error(bad), HasSubstr("absent.safetensors"));
  bad = index;
  bad["weight_map"]["model.norm.weight"] = 3;
  EXPECT_THAT(error(bad), HasSubstr("not a text"));
  bad = index;
  bad["weight_map"]["model.other.weight"] = "model-00001-of-00002.safetensors";
  EXPECT_THAT(error(bad), HasSubstr("should hold the tensor \"model.other.weight\""));
  bad = index;
  bad["weight_map"].erase("model.norm.weight");
  EXPECT_THAT(error(bad), HasSubstr("model.norm.weight [48] is missing"));
  EXPECT_THAT(error({{"a", 1}}), HasSubstr("weight_map is missing"));
  EXPECT_THAT(error({{"weight_map", {1, 2}}}), HasSubstr("not an object"));
}

TEST(CheckpointErrors, PathsThatHoldNoCheckpoint) {
  ScratchFolder scratch;
  EXPECT_THAT(error_of(scratch.path() / "absent"), HasSubstr("is not there"));
  EXPECT_THAT(error_of(scratch.path()), HasSubstr("holds no config.json"));
  EXPECT_THAT(error_of(scratch.file("a.txt", "hello, world")), HasSubstr("is not a GGUF file"));
  EXPECT_THAT(error_of(scratch.file("b.safetensors", "hello")), HasSubstr("holds no config.json"));
}

TEST(SampleModel, OpensWithItsShapes) {
  const auto path = resolve_model("sample");
  if (!path) GTEST_SKIP() << path.error().message();
  const auto start = std::chrono::steady_clock::now();
  const auto checkpoint = Checkpoint::open(*path);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_LT(taken.count(), 0.5);  // 0.01 s on an idle machine
  const ModelConfig& c = (*checkpoint)->config();
  EXPECT_EQ(c.layers, 30);
  EXPECT_EQ(c.hidden_size, 576);
  EXPECT_EQ(c.intermediate_size, 1536);
  EXPECT_EQ(c.attention_heads, 9);
  EXPECT_EQ(c.kv_heads, 3);
  EXPECT_EQ(c.head_dim, 64);
  EXPECT_EQ(c.vocab_size, 49152);
  EXPECT_TRUE(c.tied_head);
  EXPECT_EQ(c.rope_theta, 100000);
  EXPECT_EQ((*checkpoint)->parameters(), 134515008);
  EXPECT_THAT((*checkpoint)->find("model.layers.29.mlp.down_proj.weight")->shape, ElementsAre(576, 1536));

  const auto* embedding = (*checkpoint)->find("model.embed_tokens.weight");
  ASSERT_NE(embedding, nullptr);
  double squares = 0;
  for (const float value : values(**checkpoint, *embedding)) squares += double{value} * value;
  const double rms = std::sqrt(squares / (49152.0 * 576));
  EXPECT_GT(rms, 0.01);
  EXPECT_LT(rms, 1);

  const auto info = describe(**checkpoint, "sample");
  ASSERT_TRUE(info) << info.error().message();
  EXPECT_EQ(info->source, "sample");
  EXPECT_EQ(info->format, "GGUF");
  EXPECT_EQ(info->parameters, 134515008);
  EXPECT_EQ(info->fingerprint.size(), 16U);
  EXPECT_EQ(info->file_bytes, static_cast<std::int64_t>(fs::file_size(*path)));
  EXPECT_EQ(info->memory_open_bytes, 4 * (134515008LL + 49152LL * 576));
  EXPECT_GT(info->memory_learn_bytes, info->memory_open_bytes);
  EXPECT_EQ(info->tensors.size(), 272U);
}

}  // namespace
}  // namespace rotorscope
