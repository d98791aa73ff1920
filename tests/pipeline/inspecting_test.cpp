// Inspections, their views and maps, and projects that keep them.
#include "tests/pipeline/tiny_workspace.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::message_of;
using testing::tiny_model;

class Inspecting : public testing::TinyWorkspace {
 protected:
  static SiteViewRequest view_request(int layer, const std::string& site, int channel = -1) {
    SiteViewRequest request;
    request.layer = layer;
    request.site = site;
    request.channel = channel;
    request.rotations = {RotationSpec{}, RotationSpec{"hadamard"}};
    return request;
  }
};

TEST_F(Inspecting, CoversEverySiteBeforeAndAfter) {
  const InspectOutcome outcome = inspected("hadamard");
  EXPECT_EQ(outcome.tokens, 100);
  std::set<std::pair<int, std::string>> seen;
  for (const SiteSummary& site : outcome.sites) {
    seen.insert({site.layer, site.site});
    EXPECT_TRUE(site.has_after);
    EXPECT_GT(site.before.absmax, 0);
    EXPECT_GE(site.before.outlier_ratio, 1);
    EXPECT_GT(site.before.sqnr_db, 0);
    EXPECT_EQ(site.before.top_channels.at(0).absmax, site.before.absmax);
  }
  EXPECT_EQ(seen.size(), outcome.sites.size());
  for (int layer = 0; layer < 3; ++layer) {
    for (const Site site : block_sites) EXPECT_TRUE(seen.contains({layer, std::string(site_name(site))}));
  }
  EXPECT_TRUE(seen.contains({3, "head_in"}));
  for (const SiteSummary& site : inspected("none").sites) EXPECT_FALSE(site.has_after);
}

TEST_F(Inspecting, ViewsShareOneScaleAndCountEveryValue) {
  inspected("none");
  for (const auto& [site, channels] : {std::pair{"attn_in", 48}, {"k", 32}, {"o_in", 64}, {"down_in", 96}}) {
    const auto view = site_view(workspace_, view_request(1, site));
    ASSERT_TRUE(view) << view.error().message();
    ASSERT_EQ(view->variants.size(), 2U);
    EXPECT_EQ(view->channels, channels);
    const Histogram& before = view->variants[0].histogram;
    const Histogram& after = view->variants[1].histogram;
    EXPECT_EQ(before.low, after.low);
    EXPECT_EQ(before.high, after.high);
    double largest = 0;
    for (const SiteVariant& variant : view->variants) {
      const auto& counts = variant.histogram.counts.values;
      EXPECT_EQ(counts.size(), 201U);
      EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), 100.0 * channels) << site;
      EXPECT_EQ(variant.absmax.values.size(), static_cast<std::size_t>(channels));
      EXPECT_EQ(variant.grid.values.size(), 16U);
      EXPECT_TRUE(std::is_sorted(variant.grid.values.begin(), variant.grid.values.end()));
      largest = std::max(largest, variant.numbers.absmax);
    }
    EXPECT_NEAR(std::max(-before.low, before.high), largest, 1e-5 * largest);
    ASSERT_FALSE(view->peaks.empty());
    EXPECT_NEAR(std::abs(view->peaks[0].value), view->variants[0].numbers.absmax, 1e-6);
  }
}

TEST_F(Inspecting, AViewOfOneChannelCountsItsTokens) {
  inspected("none");
  const auto view = site_view(workspace_, view_request(0, "mlp_in", 7));
  ASSERT_TRUE(view) << view.error().message();
  for (const SiteVariant& variant : view->variants) {
    const auto& counts = variant.histogram.counts.values;
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), 100.0);
  }
  for (const TokenPeak& peak : view->peaks) EXPECT_EQ(peak.channel, 7);
}

TEST_F(Inspecting, MapsShowWhatViewsShow) {
  inspected("hadamard");
  MapRequest request;
  request.site = "down_in";
  const auto layers = map(workspace_, request);
  ASSERT_TRUE(layers) << layers.error().message();
  EXPECT_EQ(layers->rows, 3);
  EXPECT_EQ(layers->columns, 96);
  const auto view = site_view(workspace_, view_request(2, "down_in"));
  ASSERT_TRUE(view);
  const auto& absmax = view->variants[0].absmax.values;
  EXPECT_TRUE(std::equal(absmax.begin(), absmax.end(), layers->values.values.begin() + 2L * 96));
  request.kind = "tokens";
  request.layer = 2;
  const auto tokens = map(workspace_, request);
  ASSERT_TRUE(tokens) << tokens.error().message();
  EXPECT_EQ(tokens->rows, 100);
  EXPECT_EQ(tokens->row_labels.size(), 100U);
  EXPECT_EQ(*std::max_element(tokens->values.values.begin(), tokens->values.values.end()),
            *std::max_element(absmax.begin(), absmax.end()));
}

TEST_F(Inspecting, AReopenedProjectShowsTheSame) {
  const InspectOutcome before = inspected("hadamard", path("p.h5"));
  const auto expected = site_view(workspace_, view_request(1, "attn_in"));
  ASSERT_TRUE(expected);
  Workspace reopened;
  const auto contents = open_project(reopened, {path("p.h5"), {}});
  ASSERT_TRUE(contents) << contents.error().message();
  EXPECT_TRUE(contents->has_inspection);
  EXPECT_TRUE(contents->model_found);
  EXPECT_EQ(contents->inspection.sites.size(), before.sites.size());
  const auto view = site_view(reopened, view_request(1, "attn_in"));
  ASSERT_TRUE(view) << view.error().message();
  for (std::size_t i = 0; i < 2; ++i) {  // kept as halves
    const SiteNumbers& a = view->variants[i].numbers;
    const SiteNumbers& b = expected->variants[i].numbers;
    EXPECT_NEAR(a.absmax, b.absmax, 1e-3 * b.absmax);
    EXPECT_NEAR(a.outlier_ratio, b.outlier_ratio, 2e-3 * b.outlier_ratio);
    EXPECT_NEAR(a.sqnr_db, b.sqnr_db, 0.05);
  }
  MapRequest request;
  EXPECT_TRUE(map(reopened, request));
}

TEST_F(Inspecting, SavingAnOpenProjectElsewhereKeepsItsViews) {
  inspected("hadamard");
  ASSERT_TRUE(save_project(workspace_, {path("a.h5"), {}}));
  Workspace second;
  ASSERT_TRUE(open_project(second, {path("a.h5"), {}}));
  const auto saved = save_project(second, {path("b.h5"), {}});
  ASSERT_TRUE(saved) << saved.error().message();
  Workspace third;
  ASSERT_TRUE(open_project(third, {path("b.h5"), {}}));
  const auto a = site_view(workspace_, view_request(2, "o_in"));
  const auto b = site_view(third, view_request(2, "o_in"));
  ASSERT_TRUE(a && b);
  EXPECT_NEAR(a->variants[1].numbers.absmax, b->variants[1].numbers.absmax, 1e-3 * a->variants[1].numbers.absmax);
}

TEST_F(Inspecting, ErrorsSayWhatIsWrong) {
  EXPECT_THAT(message_of(site_view(workspace_, view_request(0, "attn_in"))), HasSubstr("nothing has been inspected"));
  inspected("none");
  EXPECT_THAT(message_of(site_view(workspace_, view_request(0, "attention"))), HasSubstr("there is no site"));
  EXPECT_THAT(message_of(site_view(workspace_, view_request(9, "attn_in"))), HasSubstr("layer 9"));
  EXPECT_THAT(message_of(site_view(workspace_, view_request(0, "attn_in", 48))), HasSubstr("no channel 48"));
  SiteViewRequest bits = view_request(0, "attn_in");
  bits.bits = 9;
  EXPECT_THAT(message_of(site_view(workspace_, bits)), HasSubstr("bits"));
  MapRequest unknown;
  unknown.site = "nowhere";
  EXPECT_THAT(message_of(map(workspace_, unknown)), HasSubstr("there is no site"));
  unknown = {};
  unknown.statistic = "variance";
  EXPECT_THAT(message_of(map(workspace_, unknown)), HasSubstr("variance"));
  unknown = {};
  unknown.kind = "heads";
  EXPECT_THAT(message_of(map(workspace_, unknown)), HasSubstr("heads"));

  InspectRequest request;
  request.model = path("no model");
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("is not there"));
  request.model = tiny_model();
  request.text.ids_file = path("no ids");
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("no ids"));
  request.text.ids_file = folder_.file("words.txt", "1, 2, three").string();
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("byte 6"));
  request.text.ids_file = folder_.file("large.txt", "1 2 128").string();
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("128 is outside"));
  request.text.ids_file = folder_.file("empty.txt", " \n").string();
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("no text"));
  request.text = text_;
  request.rotation.source = "spiral";
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("spiral"));
  request.rotation = {};
  request.tokens = 0;
  EXPECT_THAT(message_of(inspect(workspace_, request, report_, never_stopped())), HasSubstr("at least one token"));
}

}  // namespace
}  // namespace rotorscope
