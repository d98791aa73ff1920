#include "tests/pipeline/tiny_workspace.h"

namespace rotorscope::testing {

std::string tiny_model(const std::string& name) { return std::string(ROTORSCOPE_TEST_DATA) + "/goldens/" + name; }

std::string tiny_ids(int count) {
  std::string ids;
  std::uint32_t state = 12345;
  for (int i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    ids += std::to_string((state >> 16U) % 128U) + (i % 16 == 15 ? "\n" : ", ");
  }
  return ids;
}

void TinyWorkspace::SetUp() {
  if (!std::filesystem::exists(tiny_model())) GTEST_SKIP() << "shared/goldens is not here";
  text_.ids_file = folder_.file("ids.txt", tiny_ids(1200)).string();
}

InspectOutcome TinyWorkspace::inspected(const std::string& rotation, const std::string& project) {
  InspectRequest request;
  request.model = tiny_model();
  request.text = text_;
  request.tokens = 100;
  request.rotation.source = rotation;
  request.project = project;
  const auto outcome = inspect(workspace_, request, report_, never_stopped());
  EXPECT_TRUE(outcome) << outcome.error().message();
  return outcome ? *outcome : InspectOutcome{};
}

}  // namespace rotorscope::testing
