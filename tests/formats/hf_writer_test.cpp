// Hugging Face folders: what is written opens again with the same network, and never half.
#include "core/formats/hf_writer.h"

#include "core/base/files.h"
#include "core/formats/half.h"
#include "core/formats/hf_config_json.h"
#include "core/formats/json_file.h"
#include "core/formats/replaced_folder.h"
#include "tests/formats/scratch_folder.h"
#include "tests/formats/tiny_gguf.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path goldens = fs::path(ROTORSCOPE_TEST_DATA) / "goldens";

class HfWriter : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(goldens)) GTEST_SKIP() << "no " << goldens;
    source_ = *Checkpoint::open(goldens / "tiny_gqa_tied");
  }
  HfExport request() {
    HfExport what;
    what.config = source_->config();
    what.folder = scratch_.path() / "out";
    what.dtype = TensorType::F32;
    what.tokenizer_source = source_.get();
    return what;
  }
  /// The source's own values; a tied head is the embedding.
  TensorValues copy() {
    return [this](const NamedShape& tensor, std::span<float> out) -> Status {
      const auto* entry = source_->find(tensor.name == "lm_head.weight" ? "model.embed_tokens.weight" : tensor.name);
      EXPECT_NE(entry, nullptr) << tensor.name;
      EXPECT_EQ(entry->shape, tensor.shape);
      return source_->read_f32(*entry, out);
    };
  }
  Result<std::vector<WrittenFile>> write(const HfExport& what) { return write_hf_folder(what, copy(), progress_); }
  std::string error(const HfExport& what) {
    const auto result = write(what);
    return result ? "" : result.error().message();
  }
  /// Entries of the folder that holds the export: temporaries would show here.
  std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(scratch_.path()), {}); }

  ScratchFolder scratch_;
  std::shared_ptr<const Checkpoint> source_;
  NoProgress progress_;
};

TEST_F(HfWriter, WhatIsWrittenOpensWithTheSameWeights) {
  const auto files = write(request());
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(files->size(), 4U);
  for (const auto& file : *files) EXPECT_EQ(static_cast<std::int64_t>(fs::file_size(file.path)), file.bytes);
  const auto again = Checkpoint::open(scratch_.path() / "out");
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_FALSE((*again)->config().tied_head);
  EXPECT_EQ((*again)->config().head_dim, 16);
  EXPECT_EQ((*again)->config().rms_norm_eps, source_->config().rms_norm_eps);
  EXPECT_EQ((*again)->config().bos_token_id, 1);
  for (const auto& entry : (*again)->tensors()) {
    std::vector<float> written(*element_count(entry.shape));
    std::vector<float> expected(written.size());
    ASSERT_TRUE((*again)->read_f32(entry, written));
    ASSERT_TRUE(copy()({entry.name, entry.shape}, expected));
    EXPECT_EQ(written, expected) << entry.name;
  }
  EXPECT_EQ(entries(), 1);
}

TEST_F(HfWriter, HalfPrecisionIsRoundedToNearest) {
  for (const auto type : {TensorType::BF16, TensorType::F16}) {
    auto what = request();
    what.dtype = type;
    what.folder = scratch_.path() / std::string(type_name(type));
    ASSERT_EQ(error(what), "");
    const auto again = *Checkpoint::open(what.folder);
    const auto& entry = *again->find("model.layers.1.mlp.up_proj.weight");
    EXPECT_EQ(entry.type, type);
    std::vector<float> written(*element_count(entry.shape));
    std::vector<float> original(written.size());
    ASSERT_TRUE(again->read_f32(entry, written));
    ASSERT_TRUE(copy()({entry.name, entry.shape}, original));
    for (std::size_t i = 0; i < written.size(); ++i) {
      const float expected = type == TensorType::BF16 ? f32_from_bf16(bf16_from_f32(original[i]))
                                                      : f32_from_f16(f16_from_f32(original[i]));
      ASSERT_EQ(written[i], expected);
    }
  }
}

TEST_F(HfWriter, ShardsWithAnIndex) {
  auto what = request();
  what.max_shard_bytes = 60'000;
  const auto files = write(what);
  ASSERT_TRUE(files) << files.error().message();
  const auto index = *read_json(what.folder / "model.safetensors.index.json");
  EXPECT_EQ(index.at("weight_map").size(), source_->tensors().size() + 1);
  EXPECT_EQ(index.at("metadata").at("total_size"), 4 * (source_->parameters() + 128LL * 48));
  const auto again = Checkpoint::open(what.folder);
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_GT((*again)->weight_files().size(), 4U);
  for (const auto& file : (*again)->weight_files()) EXPECT_LT(fs::file_size(file), 65'000U);
  what.max_shard_bytes = 0;  // every tensor in a shard of its own
  EXPECT_EQ(error(what), "");
  EXPECT_EQ((*Checkpoint::open(what.folder))->weight_files().size(), source_->tensors().size() + 1);
}

TEST_F(HfWriter, TheSameInputGivesTheSameBytes) {
  auto what = request();
  ASSERT_EQ(error(what), "");
  what.folder = scratch_.path() / "second";
  ASSERT_EQ(error(what), "");
  for (const char* name : {"model.safetensors", "config.json", "rotorscope.json"}) {
    EXPECT_EQ(*read_file(scratch_.path() / "out" / name), *read_file(scratch_.path() / "second" / name)) << name;
  }
}

TEST_F(HfWriter, OnlyItsOwnExportsAreReplaced) {
  auto what = request();
  fs::create_directory(what.folder);
  EXPECT_EQ(error(what), "");  // an empty folder
  what.recipe = {{"rotation", "hadamard"}};
  EXPECT_EQ(error(what), "");  // an earlier export
  EXPECT_EQ(read_json(what.folder / "rotorscope.json")->at("recipe").at("rotation"), "hadamard");
  const auto precious = scratch_.file("out/notes.txt", "precious");
  EXPECT_THAT(error(what), HasSubstr("notes.txt"));
  EXPECT_EQ(*read_file(precious), "precious");
  what.folder = scratch_.path() / "other";
  (void)scratch_.file("other/a.txt", "x");
  EXPECT_THAT(error(what), HasSubstr("not empty"));
  what.folder = scratch_.file("file", "x");
  EXPECT_THAT(error(what), HasSubstr("is no folder"));
  EXPECT_EQ(*read_file(scratch_.path() / "file"), "x");
  what.folder = "/";
  EXPECT_THAT(error(what), HasSubstr("no place"));
  EXPECT_EQ(entries(), 3);
}

TEST_F(HfWriter, AFailureLeavesWhatWasThere) {
  auto what = request();
  ASSERT_EQ(error(what), "");
  const auto before = *read_file(what.folder / "model.safetensors");
  const auto failing = [](const NamedShape& tensor, std::span<float>) -> Status {
    if (tensor.name.find("layers.2") == std::string::npos) return {};
    return fail("the disk is on fire", tensor.name);
  };
  EXPECT_THAT(write_hf_folder(what, failing, progress_).error().message(), HasSubstr("on fire"));
  const auto not_finite = [](const NamedShape&, std::span<float> out) -> Status {
    out.back() = std::numeric_limits<float>::quiet_NaN();
    return {};
  };
  EXPECT_THAT(write_hf_folder(what, not_finite, progress_).error().message(), HasSubstr("not finite"));
  const auto large = [](const NamedShape&, std::span<float> out) -> Status {
    out.front() = 1e6F;
    return {};
  };
  what.dtype = TensorType::F16;
  EXPECT_THAT(write_hf_folder(what, large, progress_).error().message(), HasSubstr("too large for F16"));
  what.dtype = TensorType::Q8_0;
  EXPECT_THAT(error(what), HasSubstr("Q8_0"));
  std::stop_source stop;
  stop.request_stop();
  what.dtype = TensorType::F32;
  EXPECT_TRUE(write_hf_folder(what, copy(), progress_, stop.get_token()).error().cancelled);
  EXPECT_EQ(*read_file(what.folder / "model.safetensors"), before);
  EXPECT_EQ(entries(), 1);
}

TEST_F(HfWriter, TokenizerFilesGoAlong) {
  for (const char* name : {"config.json", "model.safetensors"}) {
    fs::create_directories(scratch_.path() / "source");
    fs::copy_file(source_->path() / name, scratch_.path() / "source" / name);
  }
  (void)scratch_.file("source/tokenizer.json", "{\"a\": 1}");
  (void)scratch_.file("source/tokenizer.model", "binary");
  const auto with_tokenizer = *Checkpoint::open(scratch_.path() / "source");
  auto what = request();
  what.tokenizer_source = with_tokenizer.get();
  ASSERT_EQ(error(what), "");
  EXPECT_EQ(*read_file(what.folder / "tokenizer.json"), "{\"a\": 1}");
  EXPECT_EQ(*read_file(what.folder / "tokenizer.model"), "binary");
}

TEST_F(HfWriter, RopeScalingIsKept) {
  source_ = *Checkpoint::open(goldens / "tiny_llama3_rope");
  ASSERT_EQ(error(request()), "");
  const auto again = *Checkpoint::open(scratch_.path() / "out");
  EXPECT_EQ(again->config().rope_scaling.kind, RopeScalingKind::llama3);
  EXPECT_EQ(again->config().rope_theta, 500000);
  EXPECT_EQ(rope_inverse_frequencies(again->config()), rope_inverse_frequencies(source_->config()));
}

TEST(HfConfigJson, RopeFactorsOfAGgufBecomeLlama3Scaling) {
  ModelConfig config;
  config.head_dim = 64;
  config.rope_theta = 500000;
  // The factors as llama.cpp's converter computes them for Llama 3.2.
  config.rope_scaling.kind = RopeScalingKind::factors;
  for (int i = 0; i < 32; ++i) {
    const double frequency = 1 / std::pow(500000.0, 2.0 * i / 64);
    const double wavelength = 2 * std::numbers::pi / frequency;
    double factor = 32;
    if (wavelength < 8192 / 4.0) {
      factor = 1;
    } else if (wavelength <= 8192) {
      const double smooth = (8192 / wavelength - 1) / (4 - 1);
      factor = 1 / ((1 - smooth) / 32 + smooth);
    }
    config.rope_scaling.frequency_factors.push_back(static_cast<float>(factor));
  }
  const auto json = hf_config_json(config, TensorType::BF16);
  ASSERT_TRUE(json) << json.error().message();
  EXPECT_EQ(json->at("rope_scaling").at("rope_type"), "llama3");
  EXPECT_EQ(json->at("rope_scaling").at("factor"), 32.0);
  EXPECT_EQ(json->at("rope_scaling").at("original_max_position_embeddings"), 8192);
  config.rope_scaling.frequency_factors[5] = 3;
  EXPECT_THAT(hf_config_json(config, TensorType::BF16).error().message(), HasSubstr("llama3"));
  std::ranges::fill(config.rope_scaling.frequency_factors, 1.0);
  EXPECT_TRUE(hf_config_json(config, TensorType::BF16)->at("rope_scaling").is_null());
}

TEST(HfConfigJson, Float32SettingsAreWrittenAsMeant) {
  ModelConfig config;
  config.head_dim = 64;
  config.rms_norm_eps = static_cast<double>(1e-5F);
  config.eos_token_ids = {2, 3};
  const auto json = *hf_config_json(config, TensorType::F32);
  EXPECT_EQ(json.at("rms_norm_eps"), 1e-5);
  EXPECT_EQ(json.at("torch_dtype"), "float32");
  EXPECT_EQ(json.at("eos_token_id"), (std::vector<int>{2, 3}));
  EXPECT_TRUE(json.at("bos_token_id").is_null());
}

TEST(ReplacedFolder, ANameAloneIsInTheWorkingFolder) {
  const auto folder = ReplacedFolder::begin("no-such-folder-yet");
  ASSERT_TRUE(folder) << folder.error().message();
  EXPECT_EQ(folder->target(), std::filesystem::current_path() / "no-such-folder-yet");
}

}  // namespace
}  // namespace rotorscope
