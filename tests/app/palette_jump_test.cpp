#include "app/window/palette_jump.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(PaletteJump, ReadsLayerSiteAndChannel) {
  const auto jump = parse_jump(QStringLiteral("29 down_in 341"), 30);
  ASSERT_TRUE(jump);
  EXPECT_EQ(jump->layer, 29);
  EXPECT_EQ(jump->site, QStringLiteral("down_in"));
  EXPECT_EQ(jump->channel, 341);
}

TEST(PaletteJump, UnderstandsOtherSpellings) {
  EXPECT_EQ(parse_jump(QStringLiteral("layer 3, channel"), 30)->layer, 3);
  EXPECT_EQ(parse_jump(QStringLiteral("L12 dow"), 30)->site, QStringLiteral("down_in"));
  EXPECT_EQ(parse_jump(QStringLiteral("5 v"), 30)->site, QStringLiteral("v"));
  EXPECT_EQ(parse_jump(QStringLiteral("5"), 30)->channel, -1);
}

TEST(PaletteJump, LeavesOtherTextsToTheActions) {
  EXPECT_FALSE(parse_jump(QStringLiteral("open model"), 30));
  EXPECT_FALSE(parse_jump(QStringLiteral("30 down_in"), 30));
  EXPECT_FALSE(parse_jump(QStringLiteral("3 cellar"), 30));
  EXPECT_FALSE(parse_jump(QStringLiteral("3 down_in x"), 30));
  EXPECT_FALSE(parse_jump(QString(), 30));
}

}  // namespace
}  // namespace rotorscope
