// The Russian translation is compiled in and speaks: menus, plurals, texts of settings.
#include "app/settings/settings.h"
#include "app/window/language.h"

#include <QCoreApplication>
#include <QTranslator>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

class RussianTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(available_languages().contains(QStringLiteral("ru")));
    ASSERT_TRUE(translator_.load(QStringLiteral(":/translations/rotorscope_ru.qm")));
    QCoreApplication::installTranslator(&translator_);
  }
  void TearDown() override { QCoreApplication::removeTranslator(&translator_); }

  QTranslator translator_;
};

TEST_F(RussianTest, MenusAndSettingsAreTranslated) {
  EXPECT_EQ(QCoreApplication::translate("rotorscope::Actions", "&File"), QStringLiteral("&Файл"));
  const InspectSettings settings;
  EXPECT_EQ(settings.bits.text().label, QStringLiteral("Биты"));
}

TEST_F(RussianTest, PluralsHaveThreeForms) {
  const auto steps = [](int n) {
    return QCoreApplication::translate("rotorscope::LessonCard", "%n step(s)", nullptr, n);
  };
  EXPECT_EQ(steps(1), QStringLiteral("1 шаг"));
  EXPECT_EQ(steps(3), QStringLiteral("3 шага"));
  EXPECT_EQ(steps(5), QStringLiteral("5 шагов"));
}

TEST(Language, NamesItself) {
  EXPECT_EQ(language_name(QStringLiteral("ru")), QStringLiteral("Русский"));
  EXPECT_EQ(language_name({}), QStringLiteral("As the system"));
}

}  // namespace
}  // namespace rotorscope
