#include "app/settings/setting.h"

#include <QSettings>
#include <QSignalSpy>
#include <QUndoStack>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

SettingText text(bool persistent = true) {
  return {QStringLiteral("test/value"), QStringLiteral("Value"), QStringLiteral("A value."), {}, {}, persistent};
}

class SettingTest : public testing::Test {
 protected:
  SettingTest() { QSettings().clear(); }
};

TEST_F(SettingTest, KeepsItsValueForTheNextStart) {
  {
    Setting<int> setting(text(), 4, SettingRange<int>{2, 8, 1});
    EXPECT_EQ(setting.value(), 4);
    setting.set(6);
  }
  const Setting<int> again(text(), 4, SettingRange<int>{2, 8, 1});
  EXPECT_EQ(again.value(), 6);
}

TEST_F(SettingTest, WhatIsNotPersistentStartsAtItsDefault) {
  {
    Setting<int> setting(text(false), 4);
    setting.set(6);
  }
  EXPECT_EQ(Setting<int>(text(false), 4).value(), 4);
}

TEST_F(SettingTest, StaysInItsRange) {
  Setting<double> setting(text(), 1.0, SettingRange<double>{0.3, 1.0, 0.01});
  setting.set(7);
  EXPECT_EQ(setting.value(), 1.0);
  setting.set(-1);
  EXPECT_EQ(setting.value(), 0.3);
}

TEST_F(SettingTest, ABadSettingsFileGivesTheDefault) {
  QSettings().setValue(QStringLiteral("test/value"), QStringLiteral("purple"));
  const Setting<QString> setting(
      text(), QStringLiteral("light"),
      {{QStringLiteral("light"), QStringLiteral("Light")}, {QStringLiteral("dark"), QStringLiteral("Dark")}});
  EXPECT_EQ(setting.value(), QStringLiteral("light"));
  QSettings().setValue(QStringLiteral("test/value"), 9999);
  EXPECT_EQ(Setting<int>(text(), 4, SettingRange<int>{2, 8, 1}).value(), 8);
}

TEST_F(SettingTest, ChangesAreUndoneAndRedone) {
  QUndoStack stack;
  Setting<int> setting(text(), 4);
  setting.set_undo_stack(&stack);
  const QSignalSpy changed(&setting, &SettingBase::changed);
  setting.set(3);
  EXPECT_EQ(setting.value(), 3);
  stack.undo();
  EXPECT_EQ(setting.value(), 4);
  stack.redo();
  EXPECT_EQ(setting.value(), 3);
  EXPECT_EQ(changed.count(), 3);
}

TEST_F(SettingTest, OneDragIsOneStepToUndo) {
  QUndoStack stack;
  Setting<int> setting(text(), 0);
  setting.set_undo_stack(&stack);
  for (int value = 1; value <= 30; ++value) setting.set(value);
  EXPECT_EQ(stack.count(), 1);
  stack.undo();
  EXPECT_EQ(setting.value(), 0);
}

TEST_F(SettingTest, SettingTheSameValueSaysNothing) {
  Setting<int> setting(text(), 4);
  const QSignalSpy changed(&setting, &SettingBase::changed);
  setting.set(4);
  EXPECT_EQ(changed.count(), 0);
}

}  // namespace
}  // namespace rotorscope
