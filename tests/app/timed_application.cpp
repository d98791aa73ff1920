#include "tests/app/timed_application.h"

#include <QEvent>
#include <QMetaEnum>
#include <algorithm>

#include <time.h>

namespace rotorscope {
namespace {

constexpr double worth_noting_ms = 20;
constexpr std::size_t kept = 8;

double thread_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

}  // namespace

bool TimedApplication::notify(QObject* receiver, QEvent* event) {
  // Other threads have queues of their own, and the receiver may be gone afterwards.
  if (receiver->thread() != thread()) return QApplication::notify(receiver, event);
  const char* kind = receiver->metaObject()->className();
  const auto type = event->type();
  if (++depth_ == 1) innermost_.clear();
  const QString name = depth_ <= 2 || receiver->objectName().isEmpty() ? QString() : receiver->objectName();
  const double start = thread_ms();
  const bool handled = QApplication::notify(receiver, event);
  const double took = thread_ms() - start;
  --depth_;
  if (took < worth_noting_ms) return handled;
  if (innermost_.isEmpty()) {
    const char* type_name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    innermost_ = QStringLiteral("%1 to %2 %3")
                     .arg(type_name != nullptr ? QLatin1String(type_name) : QLatin1String("an event"),
                          QLatin1String(kind), name);
  }
  if (depth_ == 0) {
    slow_.push_back({took, innermost_, doing_});
    std::sort(slow_.begin(), slow_.end(), [](const Slow& a, const Slow& b) { return a.ms > b.ms; });
    if (slow_.size() > kept) slow_.resize(kept);
  }
  return handled;
}

std::vector<TimedApplication::Slow> TimedApplication::slowest() const { return slow_; }

}  // namespace rotorscope
