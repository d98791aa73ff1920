// Progress of an operation in parts never goes back, and tells how much of all of it is left.
#include "core/protocol/part_reporter.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

class Recorder final : public Reporter {
 public:
  void advance(std::int64_t done, std::int64_t total, const std::string& activity) override {
    share.push_back(static_cast<double>(done) / static_cast<double>(total));
    text = activity;
  }
  void log(const std::string&) override {}
  void partial(std::string_view, const nlohmann::json&) override {}
  void wait_while_paused(std::stop_token) override {}

  std::vector<double> share;
  std::string text;
};

TEST(PartReporter, CountsAllParts) {
  Recorder whole;
  PartReporter parts(whole, "Seed", 4);
  parts.begin_part();
  parts.advance(1, 2, "Measuring");
  EXPECT_DOUBLE_EQ(whole.share.back(), 0.125);
  EXPECT_EQ(whole.text, "Seed 1 of 4: Measuring");
  parts.advance(2, 2, "Measuring");
  EXPECT_LT(whole.share.back(), 0.25);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  for (int part = 2; part <= 4; ++part) {
    parts.begin_part();
    // Each phase of a part begins at its own 0; the whole does not go back.
    for (const int done : {0, 3, 0, 1}) {
      parts.advance(done, 3, "Measuring");
      EXPECT_GE(whole.share.back(), (part - 1) / 4.0);
      EXPECT_LT(whole.share.back(), part / 4.0);
    }
  }
  EXPECT_EQ(whole.text, "Seed 4 of 4: Measuring");
  for (std::size_t i = 1; i < whole.share.size(); ++i) EXPECT_GE(whole.share[i], whole.share[i - 1]) << i;
}

TEST(PartReporter, ALongPartDoesNotReachTheNext) {
  Recorder whole;
  PartReporter parts(whole, "Combination", 2);
  parts.begin_part();
  parts.begin_part();  // the first took no time at all
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  parts.advance(0, 0, "Merging");
  EXPECT_LT(whole.share.back(), 1.0);
  EXPECT_GE(whole.share.back(), 0.5);
}

}  // namespace
}  // namespace rotorscope
