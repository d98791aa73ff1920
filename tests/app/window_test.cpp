#include "tests/app/window_test.h"

#include <QAbstractButton>
#include <QElapsedTimer>

namespace rotorscope {

bool wait_until(const std::function<bool()>& condition, int limit_ms) { return QTest::qWaitFor(condition, limit_ms); }

QStringList stand_in_command() { return {QStringLiteral(ROTOR_STAND_IN)}; }

WindowTest::WindowTest() { QSettings().clear(); }

WindowTest::~WindowTest() = default;

MainWindow& WindowTest::open_window(const QString& model) {
  Options options;
  options.backend = stand_in_command();
  options.open = model;
  options.size = QSize(1280, 800);
  options.theme = QStringLiteral("light");
  window_ = std::make_unique<MainWindow>(options);
  window_->show();
  EXPECT_TRUE(QTest::qWaitForWindowExposed(window_.get()));
  return *window_;
}

MainWindow& WindowTest::open_inspected() {
  open_window(QStringLiteral("sample"));
  EXPECT_TRUE(wait_until([this] { return session().inspection().has_outcome(); }));
  EXPECT_TRUE(wait_idle());
  return *window_;
}

void WindowTest::click(const char* name) {
  auto* button = find<QAbstractButton>(name);
  ASSERT_NE(button, nullptr);
  ASSERT_TRUE(button->isVisible() && button->isEnabled()) << name;
  QTest::mouseClick(button, Qt::LeftButton);
}

bool WindowTest::wait_idle(int limit_ms) {
  return wait_until([this] { return window_->client().is_idle(); }, limit_ms);
}

}  // namespace rotorscope
