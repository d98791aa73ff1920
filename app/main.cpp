// Starts the window: reads the command line, shows the window, and only then starts the backend.
#include "app/settings/appearance_settings.h"
#include "app/window/language.h"
#include "app/window/main_window.h"
#include "app/window/options.h"
#include "app/window/screenshot.h"

#include <QApplication>
#include <cstdio>

int main(int argc, char** argv) {
  if (const double scale = rotorscope::find_scale(argc, argv); scale > 0) {
    qputenv("QT_SCALE_FACTOR", QByteArray::number(scale));
  }
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("rotorscope"));
  QApplication::setOrganizationName(QStringLiteral("rotorscope"));
  QApplication::setApplicationVersion(QStringLiteral(ROTORSCOPE_VERSION));

  const auto options = rotorscope::parse_options(QApplication::arguments());
  if (!options) {
    std::fprintf(stderr, "rotorscope: %s\n", options.error().message().c_str());
    return 2;
  }
  if (options->show_help) {
    std::fputs(rotorscope::options_help().toUtf8().constData(), stdout);
    return 0;
  }
  if (options->show_version) {
    std::puts("rotorscope " ROTORSCOPE_VERSION);
    return 0;
  }
  rotorscope::install_language(
      application, options->language.isEmpty() ? rotorscope::AppearanceSettings().language.value() : options->language);
  rotorscope::MainWindow window(*options);
  if (!options->screenshot.isEmpty()) new rotorscope::Screenshot(window, options->screenshot);
  window.show();
  return QApplication::exec();
}
