// Every test program of the window has a QApplication and a settings file of its own.
#include "app/window/language.h"
#include "tests/app/timed_application.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <cstdlib>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const QTemporaryDir folder;
  QStandardPaths::setTestModeEnabled(true);
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());
  // ctest asks for the list of tests without the tests' environment, on machines without a display too.
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  rotorscope::TimedApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("rotorscope"));
  QApplication::setOrganizationName(QStringLiteral("rotorscope"));
  rotorscope::install_language(application, QStringLiteral("en"));
  return RUN_ALL_TESTS();
}
