// The rotated checkpoint of every family reopens as that family and gives the original's logits.
#include "core/formats/json_file.h"
#include "core/formats/safetensors.h"
#include "tests/families/family.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::difference;
using testing::must;

class Exporting : public testing::FamilyTest {
 protected:
  [[nodiscard]] std::string exported(const std::string& model, const std::string& kind) {
    ExportRequest request;
    request.model = model;
    request.target = "hf";
    request.weights_dtype = "f32";
    request.rotation.source = kind;
    request.out = (scratch_.path() / "exported").string();
    std::string text;
    for (int i = 0; i < 100; ++i) text += std::to_string(i * 29 % 64) + " ";
    request.text.ids_file = scratch_.file("ids.txt", text).string();
    const ExportOutcome outcome = must(export_model(workspace_, request, report_, never_stopped()));
    EXPECT_LT(outcome.invariance_error, 1e-5);
    return request.out;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Exporting, testing::every_family, testing::family_name);

TEST_P(Exporting, TheFolderReopensWithTheSameLogits) {
  const double scale = expected_.abs().max().item<double>();
  for (const char* kind : {"hadamard", "orthogonal"}) {
    const Network reopened = network(exported(folder(), kind));
    EXPECT_EQ(reopened.config.architecture, name());
    EXPECT_EQ(reopened.config.sliding_layers, network().config.sliding_layers);
    EXPECT_EQ(reopened.config.rope_channels(), network().config.rope_channels());
    EXPECT_FALSE(reopened.config.tied_head);
    EXPECT_LT(difference(logits_of(reopened), expected_), 1e-5 * scale) << kind;
  }
}

TEST_P(Exporting, AGgufFileBecomesAFolder) {
  const Network reopened = network(exported(folder() + "/model.gguf", "hadamard"));
  const std::int64_t tokens = name() == "qwen2" ? 5 : expected_.size(1);
  EXPECT_LT(difference(logits_of(reopened, nullptr, tokens), expected_.slice(1, 0, tokens)), 1e-4);
}

TEST_P(Exporting, NamesAndConfigurationAreTheFamilys) {
  const std::string out = exported(folder(), "hadamard");
  const auto source = must(read_json(folder() + "/config.json"));
  const auto written = must(read_json(out + "/config.json"));
  for (const char* key : {"architectures", "model_type", "hidden_size", "num_key_value_heads"}) {
    EXPECT_EQ(written.at(key), source.at(key)) << key;
  }
  for (const char* key : {"sliding_window", "use_sliding_window", "layer_types", "head_dim"}) {
    if (!source.contains(key)) continue;
    EXPECT_EQ(written.value(key, nlohmann::json()), source.at(key)) << key;
  }
  const auto before = must(SafetensorsFile::open(folder() + "/model.safetensors"));
  const auto after = must(SafetensorsFile::open(out + "/model.safetensors"));
  std::size_t heads = 0;
  for (const TensorView& view : after->tensors()) {
    const bool head = view.name == "lm_head.weight";
    if (head) ++heads;
    const TensorView* same = before->tensor(view.name);
    EXPECT_TRUE(head || (same != nullptr && same->shape == view.shape)) << view.name;
  }
  EXPECT_EQ(heads, 1U);
  const bool tied = before->tensor("lm_head.weight") == nullptr;
  EXPECT_EQ(after->tensors().size(), before->tensors().size() + (tied ? 1 : 0));
}

}  // namespace
}  // namespace rotorscope
