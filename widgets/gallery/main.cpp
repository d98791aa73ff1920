// A window with every widget, or a picture of one:
//   widget_gallery --theme dark --widget histogram --size 600x400 --screenshot histogram.png
#include "widgets/gallery/showcase.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>
#include <QTimer>
#include <cstdio>

using namespace rotorscope;

namespace {

/// The widget on a page with margins, as in the window.
QWidget* page_of(const Exhibit& exhibit, QWidget* parent) {
  auto* page = new QWidget(parent);
  auto* layout = new QHBoxLayout(page);
  layout->setContentsMargins(space_large, space_large, space_large, space_large);
  layout->addWidget(exhibit.make(page));
  return page;
}

int take_picture(QWidget& page, const QString& file) {
  page.setAttribute(Qt::WA_DontShowOnScreen, false);
  page.show();
  QTimer::singleShot(300, &page, [&page, file] {
    const bool saved = page.grab().save(file);
    if (!saved) std::fprintf(stderr, "cannot write %s\n", qPrintable(file));
    QApplication::exit(saved ? 0 : 1);
  });
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  QApplication::setWindowIcon(app_icon());
  QCommandLineParser parser;
  parser.addHelpOption();
  parser.addOption({QStringLiteral("theme"), QStringLiteral("light, dark or system"), QStringLiteral("theme"),
                    QStringLiteral("system")});
  parser.addOption({QStringLiteral("widget"), QStringLiteral("Only this widget"), QStringLiteral("name")});
  parser.addOption({QStringLiteral("size"), QStringLiteral("Size of the picture"), QStringLiteral("WxH")});
  parser.addOption({QStringLiteral("screenshot"), QStringLiteral("Save a picture and quit"), QStringLiteral("file")});
  parser.process(app);
  apply_theme(theme_from_name(parser.value(QStringLiteral("theme"))));

  const QString wanted = parser.value(QStringLiteral("widget"));
  if (!wanted.isEmpty()) {
    for (const Exhibit& exhibit : exhibits()) {
      if (exhibit.name != wanted) continue;
      const std::unique_ptr<QWidget> page(page_of(exhibit, nullptr));
      const QStringList size = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
      page->resize(size.size() == 2 ? QSize(size[0].toInt(), size[1].toInt()) : exhibit.size);
      if (parser.isSet(QStringLiteral("screenshot"))) {
        return take_picture(*page, parser.value(QStringLiteral("screenshot")));
      }
      page->show();
      return QApplication::exec();
    }
    std::fprintf(stderr, "no widget is named %s; there are:\n", qPrintable(wanted));
    for (const Exhibit& exhibit : exhibits()) std::fprintf(stderr, "  %s\n", qPrintable(exhibit.name));
    return 1;
  }

  QWidget window;
  window.setWindowTitle(QStringLiteral("Widgets of Rotorscope"));
  auto* layout = new QHBoxLayout(&window);
  auto* list = new QListWidget(&window);
  auto* pages = new QStackedWidget(&window);
  list->setMaximumWidth(180);
  layout->addWidget(list);
  layout->addWidget(pages, 1);
  for (const Exhibit& exhibit : exhibits()) {
    list->addItem(exhibit.name);
    pages->addWidget(page_of(exhibit, pages));
  }
  QObject::connect(list, &QListWidget::currentRowChanged, pages, &QStackedWidget::setCurrentIndex);
  list->setCurrentRow(0);
  window.resize(1200, 720);
  if (parser.isSet(QStringLiteral("screenshot")))
    return take_picture(window, parser.value(QStringLiteral("screenshot")));
  window.show();
  return QApplication::exec();
}
