// Widgets need one QApplication for all tests.
#include "widgets/theme.h"

#include <QApplication>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  testing::InitGoogleTest(&argc, argv);
  QApplication app(argc, argv);
  rotorscope::apply_theme(rotorscope::ThemeChoice::light);
  return RUN_ALL_TESTS();
}
