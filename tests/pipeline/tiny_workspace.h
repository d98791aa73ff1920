// A tiny checkpoint and token ids, ready for any operation.
#pragma once

#include "core/pipeline/operations.h"
#include "tests/formats/scratch_folder.h"

#include <string>

#include <gtest/gtest.h>

namespace rotorscope::testing {

/// shared/goldens/NAME.
std::string tiny_model(const std::string& name = "tiny_gqa_tied");

/// `count` token ids below 128, the same ones each time, as a file's contents.
std::string tiny_ids(int count);

/// A workspace, a scratch folder and an ids file; skips where the checkpoints are absent.
class TinyWorkspace : public ::testing::Test {
 protected:
  void SetUp() override;

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  /// Inspects 100 tokens with this rotation.
  InspectOutcome inspected(const std::string& rotation, const std::string& project = "");

  ScratchFolder folder_;
  TextSource text_;
  Workspace workspace_;
  NoReport report_;
};

/// The message of a failed Result; fails the test where it did not fail.
template <class T>
std::string message_of(const Result<T>& result) {
  EXPECT_FALSE(result) << "an error was expected";
  return result ? "" : result.error().message();
}

}  // namespace rotorscope::testing
