#include "app/window/screenshot.h"

#include "app/backend/backend_client.h"
#include "app/window/main_window.h"

#include <QCoreApplication>
#include <QPixmap>
#include <cstdio>

namespace rotorscope {
namespace {

constexpr int look_every_ms = 50;
constexpr qint64 settled_after_ms = 500;  // plots are drawn a turn of the event loop after their data

}  // namespace

Screenshot::Screenshot(MainWindow& window, QString file) : QObject(&window), window_(window), file_(std::move(file)) {
  connect(&window.session(), &Session::open_failed, this, [this](const Error& error) { give_up(error); });
  connect(&window.session().inspection(), &Inspection::state_changed, this, [this] {
    const Error& error = window_.session().inspection().error();
    if (!error.what.empty()) give_up(error);
  });
  connect(&window.client(), &BackendClient::lost, this, [this](const Error& error, bool again) {
    if (!again) give_up(error);
  });
  connect(&timer_, &QTimer::timeout, this, &Screenshot::look);
  timer_.start(look_every_ms);
}

void Screenshot::look() {
  const BackendClient& client = window_.client();
  if (client.state() != BackendProcess::State::ready || client.memory().total_bytes == 0 || !client.is_idle() ||
      window_.has_pending_open()) {
    idle_.invalidate();
    return;
  }
  if (!idle_.isValid()) idle_.start();
  if (idle_.elapsed() >= settled_after_ms) take();
}

void Screenshot::take() {
  timer_.stop();
  if (!window_.grab().save(file_)) {
    give_up({"the picture could not be written", file_.toStdString(), "use a path that ends in .png and can be written",
             false});
    return;
  }
  QCoreApplication::exit(0);
}

void Screenshot::give_up(const Error& error) {
  timer_.stop();
  std::fprintf(stderr, "rotorscope: %s\n", error.message().c_str());
  QCoreApplication::exit(1);
}

}  // namespace rotorscope
