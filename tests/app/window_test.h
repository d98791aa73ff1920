// What the tests of the window share: a window on the stand-in backend, and waiting for things to happen.
#pragma once

#include "app/window/main_window.h"

#include <QSettings>
#include <QTest>
#include <functional>
#include <memory>

#include <gtest/gtest.h>

namespace rotorscope {

/// Lets the event loop run until the condition holds; false after the limit.
bool wait_until(const std::function<bool()>& condition, int limit_ms = 10'000);

/// `rotor_stand_in`; its orders are set with ROTOR_STAND_IN before it starts.
QStringList stand_in_command();

/// Sets the stand-in's orders for one test.
class StandInOrders {
 public:
  explicit StandInOrders(const QByteArray& orders) { qputenv("ROTOR_STAND_IN", orders); }
  ~StandInOrders() { qunsetenv("ROTOR_STAND_IN"); }
  StandInOrders(const StandInOrders&) = delete;
  StandInOrders& operator=(const StandInOrders&) = delete;
};

class WindowTest : public testing::Test {
 protected:
  WindowTest();
  ~WindowTest() override;

  /// Makes and shows the window.
  MainWindow& open_window(const QString& model = {});
  /// The window with a model that has been inspected.
  MainWindow& open_inspected();
  MainWindow& window() { return *window_; }
  Session& session() { return window_->session(); }
  /// The widget of that object name, which must be there.
  template <class T>
  T* find(const char* name) {
    T* widget = window_->findChild<T*>(QLatin1String(name));
    EXPECT_NE(widget, nullptr) << name;
    return widget;
  }
  void click(const char* name);
  /// No job is open.
  bool wait_idle(int limit_ms = 10'000);

 private:
  std::unique_ptr<MainWindow> window_;
};

}  // namespace rotorscope
