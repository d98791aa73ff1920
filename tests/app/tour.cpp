#include "tests/app/tour.h"

#include "app/window/page_tabs.h"
#include "tests/app/timed_application.h"
#include "widgets/heat_map_view.h"

#include <QAbstractButton>
#include <QDir>
#include <QFileInfo>
#include <QPixmap>
#include <string>

namespace rotorscope {

Tour::Tour() : pictures_(qEnvironmentVariable("ROTORSCOPE_PICTURES")) {
  QSettings().clear();
  if (!pictures_.isEmpty()) QDir().mkpath(pictures_);
}

Tour::~Tour() {
  watch_.reset();
  window_.reset();
}

bool Tour::has_sample() const { return QFileInfo::exists(QStringLiteral(ROTORSCOPE_SAMPLE_FILE)); }

void Tour::open_window() {
  watch_ = std::make_unique<StallWatch>();
  doing(QStringLiteral("start"));
  Options options;
  options.backend = {QStringLiteral(ROTOR_PROGRAM), QStringLiteral("serve")};
  options.size = QSize(1280, 800);
  options.theme = QStringLiteral("light");
  window_ = std::make_unique<MainWindow>(options);
  window_->show();
  EXPECT_TRUE(QTest::qWaitForWindowExposed(window_.get()));
  window_->activateWindow();  // shortcuts need it
  EXPECT_TRUE(QTest::qWaitForWindowActive(window_.get()));
}

bool Tour::visible(const QString& name) const {
  for (const QWidget* found : window_->findChildren<QWidget*>(name)) {
    if (found->isVisible()) return true;
  }
  return false;
}

void Tour::click(const QString& name) {
  auto* button = find<QAbstractButton>(name);
  ASSERT_TRUE(button->isEnabled()) << name.toStdString();
  QTest::mouseClick(button, Qt::LeftButton, Qt::NoModifier,
                    QPoint(std::min(10, button->width() / 2), button->height() / 2));
}

void Tour::idle() {
  QTest::qWait(30);
  EXPECT_TRUE(wait_until([this] { return window_->client().is_idle(); }, long_ms));
  QTest::qWait(80);
}

QPoint Tour::cell_position(const HeatMapView& map, int column, int row) {
  // Point after point, until the map says that it is the cell.
  pause(true);
  const QSize size = map.canvas()->size();
  QPoint found;
  for (int y = 4; y < size.height() && found.isNull(); y += 3) {
    for (int x = 4; x < size.width() && found.isNull(); x += 3) {
      if (map.cell_under(QPointF(x, y)) == std::pair(row, column)) found = {x, y};
    }
  }
  pause(false);
  EXPECT_FALSE(found.isNull()) << "the cell is not on the screen";
  return found;
}

void Tour::doing(const QString& what) {
  std::printf("%s\n", qPrintable(what));
  std::fflush(stdout);  // who waits for it wants to see how far it is
  watch_->doing(what);
  static_cast<TimedApplication*>(QCoreApplication::instance())->doing(what);
}

void Tour::report() const {
  std::printf("longest stall: %.0f ms, during %s; %.0f ms of it, or of another, with a processor\n",
              watch_->longest_ms(), qPrintable(watch_->longest_during()), watch_->longest_busy_ms());
  for (const auto& slow : static_cast<TimedApplication*>(QCoreApplication::instance())->slowest()) {
    std::printf("  %.0f ms of processor time, during %s: %s\n", slow.ms, qPrintable(slow.during),
                qPrintable(slow.what));
  }
}

void Tour::expect_that_it_fits(const QString& name) const {
  if (window_->isFullScreen()) return;
  std::string tallest;
  const PageTabs& pages = window_->pages();
  for (int at = 0; at < pages.count(); ++at) {
    tallest +=
        " " + pages.tabText(at).toStdString() + " " + std::to_string(pages.widget(at)->minimumSizeHint().height());
  }
  EXPECT_LE(window_->height(), 800) << name.toStdString()
                                    << ": the window grew beyond its screen; least heights:" << tallest;
}

void Tour::picture(const QString& name) {
  expect_that_it_fits(name);
  if (pictures_.isEmpty()) return;
  watch_->pause(true);
  auto& theme = window_->settings().appearance.theme;
  const bool full = window_->isFullScreen();
  for (const QString& look : {QStringLiteral("light"), QStringLiteral("dark")}) {
    theme.set(look);
    for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
      if (!full) window_->resize(size);
      QTest::qWait(400);
      wait_until([this] { return window_->client().is_idle(); }, long_ms);
      const QString scale = window_->devicePixelRatioF() > 1.5 ? QStringLiteral("-200") : QString();
      window_->grab().save(
          QDir(pictures_).filePath(QStringLiteral("%1-%2-%3%4.png").arg(name, look).arg(size.width()).arg(scale)));
      if (full || !scale.isEmpty()) break;
    }
  }
  window_->resize(1280, 800);
  theme.set(QStringLiteral("light"));
  QTest::qWait(200);
  watch_->pause(false);
}

}  // namespace rotorscope
