#include "app/backend/command_line.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

QStringList split(const char* text) {
  auto words = split_command(QString::fromUtf8(text));
  return words ? *words : QStringList{QStringLiteral("failed")};
}

TEST(CommandLine, SplitsAtBlanksAndKeepsQuotedOnes) {
  EXPECT_EQ(split("ssh gpu-server rotor serve"), (QStringList{"ssh", "gpu-server", "rotor", "serve"}));
  EXPECT_EQ(split("  '/opt/my tools/rotor'   serve "), (QStringList{"/opt/my tools/rotor", "serve"}));
  EXPECT_EQ(split(R"(a "b \"c\" d" e\ f)"), (QStringList{"a", "b \"c\" d", "e f"}));
  EXPECT_EQ(split("a '' b"), (QStringList{"a", "", "b"}));
  EXPECT_EQ(split("x'y'z"), (QStringList{"xyz"}));
}

TEST(CommandLine, RefusesOpenQuotesAndNothing) {
  EXPECT_FALSE(split_command(QStringLiteral("rotor 'serve")));
  EXPECT_FALSE(split_command(QStringLiteral("   ")));
}

TEST(CommandLine, QuotingSurvivesSplitting) {
  for (const QString& word : {QStringLiteral("plain"), QStringLiteral("with blank"), QStringLiteral("it's"),
                              QStringLiteral("$HOME"), QString(), QStringLiteral("a\\b\"c")}) {
    auto words = split_command(quote_for_shell(word));
    ASSERT_TRUE(words) << word.toStdString();
    EXPECT_EQ(*words, QStringList{word});
  }
  EXPECT_EQ(quote_for_shell(QStringLiteral("model.gguf")), QStringLiteral("model.gguf"));
}

}  // namespace
}  // namespace rotorscope
