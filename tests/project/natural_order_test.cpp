#include "core/formats/project/natural_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(NaturalOrder, ComparesNumbersByValue) {
  std::vector<std::string> names = {"run 10", "run 2", "run 1b", "run", "run 1", "", "run 010", "best", "run 1a 3"};
  std::sort(names.begin(), names.end(), natural_less);
  EXPECT_THAT(names,
              ::testing::ElementsAre("", "best", "run", "run 1", "run 1a 3", "run 1b", "run 2", "run 010", "run 10"));
}

TEST(NaturalOrder, TakesNumbersOfAnyLength) {
  EXPECT_TRUE(natural_less("run 99999999999999999999998", "run 99999999999999999999999"));
  EXPECT_FALSE(natural_less("run 1", "run 1"));
  EXPECT_TRUE(natural_less("run 0", "run 1"));
}

}  // namespace
}  // namespace rotorscope
