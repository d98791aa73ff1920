#include "core/base/result.h"

#include "core/base/ids.h"

#include <memory>
#include <string>
#include <unordered_set>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(Error, IsOneLine) {
  EXPECT_EQ((Error{"is too long", "a.gguf", "cut it"}).message(), "a.gguf: is too long (cut it)");
  EXPECT_EQ((Error{"is too long", "", ""}).message(), "is too long");
  EXPECT_EQ((Error{"is too long", "a.gguf", ""}).message(), "a.gguf: is too long");
  EXPECT_TRUE(Error::cancellation().cancelled);
  EXPECT_EQ(Error::cancellation().message(), "cancelled");
}

Result<int> parse(const std::string& text) {
  if (text != "7") return fail("is not seven", text, "write 7");
  return 7;
}

Result<std::string> twice(const std::string& first, const std::string& second) {
  ROTOR_TRY(const int a, parse(first));
  ROTOR_TRY(const int b, parse(second));
  return std::to_string(a + b);
}

TEST(Result, TryPassesOnTheFirstError) {
  EXPECT_EQ(twice("7", "7").value(), "14");
  EXPECT_EQ(twice("8", "9").error().message(), "8: is not seven (write 7)");
  EXPECT_EQ(twice("7", "9").error().where, "9");
}

Result<std::unique_ptr<int>> make(bool well) {
  if (!well) return fail("cannot be made");
  return std::make_unique<int>(3);
}

Result<int> use(bool well) {
  ROTOR_TRY(const auto owner, make(well));
  return *owner;
}

TEST(Result, TryMovesWhatCannotBeCopied) {
  EXPECT_EQ(use(true).value(), 3);
  EXPECT_FALSE(use(false));
}

Status check_both(bool first, bool second, int& reached) {
  const auto status = [](bool well) -> Status {
    if (!well) return fail("no");
    return {};
  };
  ROTOR_CHECK(status(first));
  ++reached;
  ROTOR_CHECK(status(second));
  ++reached;
  return {};
}

TEST(Result, CheckStopsAtTheFirstError) {
  int reached = 0;
  EXPECT_FALSE(check_both(false, true, reached));
  EXPECT_EQ(reached, 0);
  EXPECT_FALSE(check_both(true, false, reached));
  EXPECT_EQ(reached, 1);
  EXPECT_TRUE(check_both(true, true, reached));
  EXPECT_EQ(reached, 3);
}

TEST(Index, ComparesAndHashes) {
  EXPECT_LT(LayerIndex(2), LayerIndex(10));
  EXPECT_EQ(ChannelIndex(), ChannelIndex(0));
  const std::unordered_set<LayerIndex> layers = {LayerIndex(1), LayerIndex(2), LayerIndex(1)};
  EXPECT_EQ(layers.size(), 2U);
  EXPECT_FALSE((std::is_convertible_v<LayerIndex, ChannelIndex>));
  EXPECT_FALSE((std::is_convertible_v<int, LayerIndex>));
}

}  // namespace
}  // namespace rotorscope
