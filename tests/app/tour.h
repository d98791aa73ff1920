// A window on the real backend for long scripted sessions: input, waiting, the stall watch, and pictures.
#pragma once

#include "app/window/main_window.h"
#include "tests/app/stall_watch.h"
#include "tests/app/window_test.h"

#include <QTemporaryDir>
#include <memory>

namespace rotorscope {

class HeatMapView;

class Tour {
 public:
  static constexpr int long_ms = 300'000;

  Tour();
  ~Tour();

  [[nodiscard]] bool has_sample() const;
  void open_window();
  [[nodiscard]] MainWindow& window() { return *window_; }
  [[nodiscard]] Session& session() { return window_->session(); }
  [[nodiscard]] QString folder(const char* name) const { return folder_.filePath(QLatin1String(name)); }

  /// The visible widget of that name, which must be there.
  template <class T>
  T* find(const QString& name) {
    for (T* found : window_->findChildren<T*>(name)) {
      if (found->isVisible()) return found;
    }
    ADD_FAILURE() << "there is no " << name.toStdString() << " on the screen";
    std::abort();
  }
  [[nodiscard]] bool visible(const QString& name) const;
  /// A real click on a button that is visible and enabled.
  void click(const QString& name);
  /// No job is open, and everything is drawn.
  void idle();
  [[nodiscard]] QPoint cell_position(const HeatMapView& map, int column, int row);

  /// Names what is done from now on.
  void doing(const QString& what);
  /// Stalls are not counted while the test itself works on the window's thread.
  void pause(bool paused) { watch_->pause(paused); }
  [[nodiscard]] const StallWatch& stalls() const { return *watch_; }
  /// Prints the longest stalls, and what they were.
  void report() const;
  [[nodiscard]] bool takes_pictures() const { return !pictures_.isEmpty(); }
  /// The window must not have outgrown its 800 pixels.
  void expect_that_it_fits(const QString& name) const;
  /// Writes NAME-THEME-WIDTH.png for both themes and the sizes, if pictures are asked for.
  void picture(const QString& name);

 private:
  QTemporaryDir folder_;
  QString pictures_;
  std::unique_ptr<MainWindow> window_;
  std::unique_ptr<StallWatch> watch_;
};

}  // namespace rotorscope
