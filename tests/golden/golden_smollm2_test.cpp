// The sample model through the operations, against the reference figures of shared/goldens/smollm2.json.
#include "core/formats/locations.h"
#include "core/pipeline/operations.h"
#include "tests/golden/golden_data.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using testing::golden_json;
using testing::golden_path;

const std::string& wiki_path() {
  static const std::string path = std::string(ROTORSCOPE_TEST_DATA) + "/data/wiki.test.raw";
  return path;
}

class SmolLM2 : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { workspace_ = std::make_unique<Workspace>(); }
  static void TearDownTestSuite() { workspace_.reset(); }
  void SetUp() override {
    ROTORSCOPE_NEEDS_GOLDENS();
    if (const auto model = resolve_model("sample"); !model) GTEST_SKIP() << model.error().message();
    golden_ = golden_json("smollm2.json");
  }

  static RotationSpec reference_rotation() {
    RotationSpec spec;
    spec.source = golden_path("smollm2_rotation.safetensors").string();
    return spec;
  }

  EvalOutcome perplexity_of(const RotationSpec& rotation, const std::string& scheme) {
    EvalRequest request;
    request.model = "sample";
    request.text.file = wiki_path();
    request.rotation = rotation;
    EXPECT_TRUE(apply_scheme(scheme, request.quant));
    request.seq_len = 512;
    request.windows = 4;
    const auto outcome = evaluate(*workspace_, request, report_, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? *outcome : EvalOutcome{};
  }

  // The model and its text are read once for all tests.
  static std::unique_ptr<Workspace> workspace_;
  NoReport report_;
  json golden_;
};

std::unique_ptr<Workspace> SmolLM2::workspace_;

TEST_F(SmolLM2, NextTokenAndGreedyText) {
  const json& next = golden_["next_token"];
  LogitsRequest request;
  request.model = "sample";
  request.text = next["prompt"];
  auto outcome = logits_of(*workspace_, request, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(json(outcome->ids), next["ids"]);
  ASSERT_EQ(outcome->top.size(), 10U);
  for (std::size_t i = 0; i < outcome->top.size(); ++i) {
    EXPECT_EQ(outcome->top[i].id, next["top_ids"][i].get<std::int64_t>());
    EXPECT_NEAR(outcome->top[i].logit, next["top_logits"][i].get<double>(), 1e-3);
  }
  request.ids = outcome->ids;
  std::vector<std::int64_t> greedy;
  while (greedy.size() < 16) {
    outcome = logits_of(*workspace_, request, report_, never_stopped());
    ASSERT_TRUE(outcome) << outcome.error().message();
    greedy.push_back(outcome->top[0].id);
    request.ids.push_back(outcome->top[0].id);
  }
  EXPECT_EQ(json(greedy), golden_["greedy_16"]);
}

/// One site in one basis against its figures, to 0.1 %.
void expect_site(const SiteNumbers& numbers, const SiteVariant& variant, const json& expected,
                 const std::string& name) {
  const auto near = [&](double actual, const char* key) {
    const double wanted = expected.at(key).get<double>();
    EXPECT_NEAR(actual, wanted, 1e-3 * std::abs(wanted)) << name << " " << key;
  };
  near(numbers.absmax, "absmax");
  near(numbers.outlier_ratio, "outlier_ratio");
  near(numbers.sqnr_db, "sqnr_db_a4_per_token");
  near(variant.kurtosis.values.at(0), "kurtosis_channel0");
  near(variant.mean_abs.values.at(0), "mean_abs_channel0");
  for (std::size_t i = 0; i < 3; ++i) {
    // Two channels as large as each other to 0.1 % may change places.
    const double wanted = expected["top_channels"][i][1];
    EXPECT_NEAR(numbers.top_channels.at(i).absmax, wanted, 1e-3 * wanted) << name;
    EXPECT_NEAR(variant.absmax.values.at(expected["top_channels"][i][0].get<std::size_t>()), wanted, 1e-3 * wanted)
        << name;
  }
}

TEST_F(SmolLM2, SiteStatisticsBeforeAndAfterRotation) {
  if (!std::filesystem::exists(wiki_path())) GTEST_SKIP() << "shared/data is not here";
  InspectRequest request;
  request.model = "sample";
  request.text.file = wiki_path();
  request.tokens = 512;
  request.rotation = reference_rotation();
  const auto outcome = inspect(*workspace_, request, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  const json& expected = golden_["site_statistics_512_tokens"];
  int compared = 0;
  for (const SiteSummary& site : outcome->sites) {
    const std::string name = std::to_string(site.layer) + "." + site.site;
    if (!expected["fused_unrotated"].contains(name)) continue;
    SiteViewRequest view_request;
    view_request.layer = site.layer;
    view_request.site = site.site;
    view_request.rotations = {RotationSpec{}, request.rotation};
    const auto view = site_view(*workspace_, view_request);
    ASSERT_TRUE(view) << view.error().message();
    EXPECT_EQ(site.channels, expected["fused_unrotated"][name]["channels"].get<int>());
    expect_site(site.before, view->variants.at(0), expected["fused_unrotated"][name], name);
    ASSERT_TRUE(site.has_after);
    expect_site(site.after, view->variants.at(1), expected["rotated_R1_R2_H3_H4"][name], name + " rotated");
    ++compared;
  }
  EXPECT_EQ(compared, static_cast<int>(expected["fused_unrotated"].size()));
}

TEST_F(SmolLM2, PerplexityUnrotated) {
  if (!std::filesystem::exists(wiki_path())) GTEST_SKIP() << "shared/data is not here";
  const EvalOutcome outcome = perplexity_of({}, "W16A16KV16");
  const double expected = golden_["perplexity_512x4"]["fp"]["unrotated"];
  EXPECT_NEAR(outcome.perplexity, expected, 1e-3 * expected);
  EXPECT_EQ(outcome.tokens, 4 * 511);
}

TEST_F(SmolLM2, PerplexityRotatedAtA4KV4) {
  if (!std::filesystem::exists(wiki_path())) GTEST_SKIP() << "shared/data is not here";
  const EvalOutcome outcome = perplexity_of(reference_rotation(), "W16A4KV4");
  const double expected = golden_["perplexity_512x4"]["A4KV4"]["rotated"];
  EXPECT_NEAR(outcome.perplexity, expected, 0.02 * expected);
}

}  // namespace
}  // namespace rotorscope
