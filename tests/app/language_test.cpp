// The Russian translation is compiled in and speaks: menus, plurals, texts of settings.
#include "app/window/language.h"

#include "app/backend/activity_text.h"
#include "app/settings/settings.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QStringList>
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

TEST_F(RussianTest, WhatTheBackendIsDoingIsTranslated) {
  EXPECT_EQ(activity_text(QStringLiteral("Measuring perplexity")), QStringLiteral("Измерение перплексии"));
  EXPECT_EQ(activity_text(QStringLiteral("Seed 3 of 10: Measuring perplexity")),
            QStringLiteral("Зерно 3 из 10: Измерение перплексии"));
  EXPECT_EQ(activity_text(QStringLiteral("Writing blk.0.attn_q.weight")), QStringLiteral("Запись blk.0.attn_q.weight"));
  EXPECT_EQ(activity_text(QStringLiteral("Something else")), QStringLiteral("Something else"));
}

/// Every text that an operation gives to Progress::advance, from the core's sources.
TEST_F(RussianTest, NoActivityIsForgotten) {
  QStringList forgotten;
  QDirIterator files(QStringLiteral(ROTORSCOPE_SOURCES "/core"), {QStringLiteral("*.cpp")}, QDir::Files,
                     QDirIterator::Subdirectories);
  static const QRegularExpression call(QStringLiteral("advance\\([^;]*?\"([A-Z][^\"]*)\""));
  int found = 0;
  while (files.hasNext()) {
    QFile file(files.next());
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    auto calls = call.globalMatch(QString::fromUtf8(file.readAll()));
    while (calls.hasNext()) {
      const QString text = calls.next().captured(1);
      ++found;
      if (activity_text(text) == text) forgotten << text;
    }
  }
  EXPECT_GT(found, 15);
  EXPECT_TRUE(forgotten.isEmpty()) << forgotten.join(u'\n').toStdString();
}

TEST(Language, NamesItself) {
  EXPECT_EQ(language_name(QStringLiteral("ru")), QStringLiteral("Русский"));
  EXPECT_EQ(language_name({}), QStringLiteral("As the system"));
}

}  // namespace
}  // namespace rotorscope
