// Where models and prose are looked for.
#include "core/formats/locations.h"

#include "tests/formats/scratch_folder.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;

TEST(Locations, PathsAreTakenAsTheyAre) {
  ScratchFolder scratch;
  const auto file = scratch.file("a.gguf", "");
  EXPECT_EQ(*resolve_model(file.string()), file);
  EXPECT_THAT(resolve_model((scratch.path() / "b").string()).error().message(), HasSubstr("is not there"));
  EXPECT_THAT(resolve_model("").error().message(), HasSubstr("no model is named"));
}

TEST(Locations, TheEnvironmentNamesTheSample) {
  ScratchFolder scratch;
  const auto file = scratch.file("a.gguf", "");
  ::setenv("ROTORSCOPE_SAMPLE_MODEL", file.c_str(), 1);
  EXPECT_EQ(*resolve_model("sample"), file);
  ::setenv("ROTORSCOPE_SAMPLE_MODEL", "/absent/model.gguf", 1);
  EXPECT_THAT(resolve_model("sample").error().message(), HasSubstr("scripts/setup.sh"));
  ::unsetenv("ROTORSCOPE_SAMPLE_MODEL");
}

TEST(Locations, ProseIsThereOrSetupIsNamed) {
  for (const auto& prose : {calibration_prose(), evaluation_prose()}) {
    if (prose) {
      EXPECT_GT(std::filesystem::file_size(*prose), 100000U);
    } else {
      EXPECT_THAT(prose.error().message(), HasSubstr("run scripts/setup.sh"));
    }
  }
}

}  // namespace
}  // namespace rotorscope
