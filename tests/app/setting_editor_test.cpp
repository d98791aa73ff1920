#include "app/settings/setting_editor.h"

#include <QComboBox>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <QTest>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

SettingText text() {
  return {QStringLiteral("test/edited"), QStringLiteral("Bits"), QStringLiteral("How many bits."), {}, {}, false};
}

TEST(SettingEditor, KeysOnASpinBoxChangeTheSetting) {
  Setting<int> setting(text(), 4, SettingRange<int>{2, 8, 1});
  const std::unique_ptr<QWidget> editor(make_editor(setting, nullptr));
  auto* spin = qobject_cast<QSpinBox*>(editor.get());
  ASSERT_NE(spin, nullptr);
  EXPECT_EQ(spin->accessibleName(), QStringLiteral("Bits"));
  QTest::keyClick(spin, Qt::Key_Up);
  EXPECT_EQ(setting.value(), 5);
  setting.set(2);
  EXPECT_EQ(spin->value(), 2);
}

TEST(SettingEditor, ASliderAndItsNumberMoveTogether) {
  Setting<double> setting(text(), 1.0, SettingRange<double>{0.3, 1.0, 0.01});
  const std::unique_ptr<QWidget> editor(make_slider(setting, nullptr));
  auto* slider = editor->findChild<QSlider*>();
  auto* number = editor->findChild<QDoubleSpinBox*>();
  ASSERT_TRUE(slider != nullptr && number != nullptr);
  QTest::keyClick(slider, Qt::Key_Left);
  EXPECT_NEAR(setting.value(), 0.99, 1e-9);
  EXPECT_NEAR(number->value(), 0.99, 1e-9);
  number->setValue(0.5);
  EXPECT_EQ(slider->value(), 20);
}

TEST(SettingEditor, AComboShowsAValueThatIsNotOffered) {
  Setting<QString> setting(
      text(), QStringLiteral("a"),
      {{QStringLiteral("a"), QStringLiteral("first")}, {QStringLiteral("b"), QStringLiteral("second")}});
  const std::unique_ptr<QWidget> editor(make_editor(setting, nullptr));
  auto* box = qobject_cast<QComboBox*>(editor.get());
  ASSERT_NE(box, nullptr);
  EXPECT_EQ(box->currentText(), QStringLiteral("first"));
  setting.set(QStringLiteral("elsewhere"));
  EXPECT_EQ(box->currentText(), QStringLiteral("elsewhere"));
  setting.set(QStringLiteral("b"));
  EXPECT_EQ(box->currentText(), QStringLiteral("second"));
}

TEST(SettingEditor, AChoiceSliderStopsAtEachChoice) {
  Setting<int> setting(text(), 4,
                       {{2, QStringLiteral("2 bits")}, {4, QStringLiteral("4 bits")}, {16, QStringLiteral("off")}});
  const std::unique_ptr<QWidget> editor(make_choice_slider(setting, nullptr));
  auto* slider = editor->findChild<QSlider*>();
  ASSERT_NE(slider, nullptr);
  EXPECT_EQ(slider->value(), 1);
  QTest::keyClick(slider, Qt::Key_Right);
  EXPECT_EQ(setting.value(), 16);
}

}  // namespace
}  // namespace rotorscope
