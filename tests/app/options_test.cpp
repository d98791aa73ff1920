#include "app/window/options.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

Result<Options> parse(QStringList arguments) {
  arguments.prepend(QStringLiteral("rotorscope"));
  return parse_options(arguments);
}

TEST(Options, ReadsEverything) {
  const auto options =
      parse({"model.gguf", "--backend", "ssh host rotor serve", "--page", "export", "--theme", "dark", "--size",
             "1920x1080", "--scale", "2", "--screenshot", "out.png", "--select", "29 down_in 341"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->open, QStringLiteral("model.gguf"));
  EXPECT_EQ(options->backend, (QStringList{"ssh", "host", "rotor", "serve"}));
  EXPECT_EQ(options->page, PageId::exporting);
  EXPECT_EQ(options->theme, QStringLiteral("dark"));
  EXPECT_EQ(options->size, QSize(1920, 1080));
  EXPECT_EQ(options->screenshot, QStringLiteral("out.png"));
}

TEST(Options, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(parse({"--page", "cellar"}));
  EXPECT_FALSE(parse({"--theme", "purple"}));
  EXPECT_FALSE(parse({"--size", "large"}));
  EXPECT_FALSE(parse({"--scale", "0"}));
  EXPECT_FALSE(parse({"--nonsense"}));
  EXPECT_FALSE(parse({"one.gguf", "two.gguf"}));
  EXPECT_FALSE(parse({"--backend", "'open"}));
}

TEST(Options, FindsTheScaleAmongRawArguments) {
  const char* two[] = {"rotorscope", "--scale", "2"};
  EXPECT_EQ(find_scale(3, const_cast<char**>(two)), 2);
  const char* joined[] = {"rotorscope", "--scale=1.5"};
  EXPECT_EQ(find_scale(2, const_cast<char**>(joined)), 1.5);
  const char* none[] = {"rotorscope", "--scale"};
  EXPECT_EQ(find_scale(2, const_cast<char**>(none)), 0);
}

}  // namespace
}  // namespace rotorscope
