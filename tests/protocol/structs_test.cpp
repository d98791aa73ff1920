// Every struct of the protocol comes out of JSON and CBOR as it went in, with every field.
#include "core/protocol/bench.h"
#include "core/protocol/operations.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

using nlohmann::json;

/// Stands for a value of any type, in an expression that is never run.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};

template <class T, std::size_t... I>
constexpr bool has_fields(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}

/// The number of fields of a plain struct: the most values that it can be initialized with.
template <class T, std::size_t N = 48>
constexpr std::size_t field_count() {
  if constexpr (N == 0 || has_fields<T>(std::make_index_sequence<N>{})) {
    return N;
  } else {
    return field_count<T, N - 1>();
  }
}

/// Gives every number, truth value, text and array another value than its default.
void alter(json& value, int& count) {
  ++count;
  if (value.is_boolean()) {
    value = !value.get<bool>();
  } else if (value.is_number_float()) {
    value = value.get<double>() + count + 0.25;
  } else if (value.is_number_unsigned()) {
    value = value.get<std::uint64_t>() + static_cast<std::uint64_t>(count);
  } else if (value.is_number_integer()) {
    value = value.get<std::int64_t>() + count;
  } else if (value.is_string()) {
    value = value.get<std::string>() + "ä" + std::to_string(count);
  } else if (value.is_binary()) {
    value = FloatArray{{static_cast<float>(count), 0.5F}};
  } else if (value.is_object()) {
    for (auto& field : value) alter(field, count);
  }
}

template <class T>
class ProtocolStruct : public ::testing::Test {};

using Structs =
    ::testing::Types<RuntimeOptions, TextSource, RotationSpec, QuantSpec, EvalRequest, EvalPartial, TaskScore,
                     TaskPartial, EvalOutcome, EvalRow, SweepRequest, SweepSeed, SweepOutcome, ExportRequest,
                     WrittenFile, Verification, ExportOutcome, InspectRequest, ChannelPeak, SiteNumbers, SiteSummary,
                     InspectOutcome, SiteViewRequest, Histogram, SiteVariant, TokenPeak, SiteView, MapRequest, Map,
                     OpenRequest, TensorSummary, ModelInfo, DeviceInfo, DevicesOutcome, ProjectRequest, ProjectContents,
                     RotateRequest, RotateOutcome, LearnRequest, LearnStep, LearnOutcome, LearnRun, LogitsRequest,
                     TokenLogit, LogitsOutcome, BenchRequest, BenchRow, BenchOutcome>;
TYPED_TEST_SUITE(ProtocolStruct, Structs);

TYPED_TEST(ProtocolStruct, HasEveryFieldInItsJson) {
  EXPECT_EQ(json(TypeParam()).size(), field_count<TypeParam>()) << json(TypeParam()).dump();
}

TYPED_TEST(ProtocolStruct, ComesOutAsItWentIn) {
  json altered = TypeParam();
  int count = 0;
  alter(altered, count);
  EXPECT_GT(count, 1);
  EXPECT_EQ(json(altered.get<TypeParam>()), altered);
  EXPECT_EQ(json(json::from_cbor(json::to_cbor(altered)).get<TypeParam>()), altered);
  EXPECT_EQ(json(json::object().get<TypeParam>()), json(TypeParam())) << "what is absent is at its default";
}

/// Lists of structs, which are empty by default.
TEST(ProtocolLists, ComeOutAsTheyWentIn) {
  ProjectContents contents;
  SiteSummary site;
  site.before.top_channels = {{341, 466.9}, {7, 1.5}};
  contents.inspection.sites = {site, SiteSummary()};
  contents.model.tensors = {{"token_embd.weight", "Q4_1", {576, 49'152}, 17'694'720}};
  contents.rotations = {"hadamard 0", "run 1"};
  LearnRun run;
  run.name = "run 1";
  run.steps.resize(3);
  run.steps[2].loss = 3.5;
  contents.runs = {run};
  EvalRow row;
  row.request.tasks = {"piqa=piqa.jsonl"};
  row.outcome.tasks = {{"piqa", {0.68, 0.7, 1838}}};
  contents.evaluations = {row};
  const json j = contents;
  const auto again = json::from_cbor(json::to_cbor(j)).get<ProjectContents>();
  EXPECT_EQ(json(again), j);
  EXPECT_EQ(again.inspection.sites.at(0).before.top_channels.at(0).channel, 341);
  EXPECT_EQ(again.model.tensors.at(0).shape.at(1), 49'152);
  EXPECT_EQ(again.runs.at(0).steps.at(2).loss, 3.5);
  EXPECT_EQ(again.evaluations.at(0).outcome.tasks.at("piqa").n, 1838);
}

TEST(ProtocolLists, ViewsKeepTheirArrays) {
  SiteView view;
  view.variants.resize(2);
  view.variants[1].absmax = {{1, 2, 3}};
  view.variants[1].histogram = {-1, 1, {{5, 6}}};
  view.peaks = {{12, "<start>", "<start>Once upon", 341, 466.9}};
  const auto again = json::from_cbor(json::to_cbor(json(view))).get<SiteView>();
  EXPECT_EQ(again.variants.at(1).absmax, view.variants[1].absmax);
  EXPECT_EQ(again.variants.at(1).histogram.counts, view.variants[1].histogram.counts);
  EXPECT_EQ(again.peaks.at(0).text, "<start>");
}

}  // namespace
}  // namespace rotorscope
