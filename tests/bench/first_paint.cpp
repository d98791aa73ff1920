// Measures how soon a Qt program has its window on screen, without a line in the program itself: a generic plugin that
// Qt loads where QT_QPA_GENERIC_PLUGINS names it. It prints one JSON object and ends the program: seconds from the
// moment in ROTORSCOPE_STARTED (CLOCK_MONOTONIC, seconds, set by whoever starts the program) to the end of the first
// painting of a top-level window and, where ROTORSCOPE_WAIT_FOR is "tree", to the end of the first painting of a tree
// with rows.
#include <QAbstractItemModel>
#include <QApplication>
#include <QGenericPlugin>
#include <QTimer>
#include <QTreeView>
#include <QWidget>
#include <cstdio>
#include <ctime>

namespace {

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

bool shows_a_tree(const QWidget& painted) {
  const auto* tree = qobject_cast<const QTreeView*>(painted.parentWidget());
  return tree != nullptr && tree->viewport() == &painted && tree->model() != nullptr && tree->model()->rowCount() > 0;
}

class FirstPaint final : public QObject {
  Q_OBJECT

 public:
  FirstPaint() : started_(qEnvironmentVariable("ROTORSCOPE_STARTED").toDouble()) {
    wait_for_tree_ = qEnvironmentVariable("ROTORSCOPE_WAIT_FOR") == QLatin1String("tree");
    // The plugin is made while the application object is.
    QTimer::singleShot(0, this, [this] { qApp->installEventFilter(this); });
    if (qApp != nullptr) qApp->installEventFilter(this);
  }

  bool eventFilter(QObject* object, QEvent* event) override {
    if (event->type() != QEvent::Paint || !object->isWidgetType()) return false;
    const auto& widget = *static_cast<QWidget*>(object);
    // The picture is on screen when the turn of the event loop that paints it is over.
    if (!painted_ && widget.isWindow()) {
      painted_ = true;
      QTimer::singleShot(0, this, [this] {
        window_seconds_ = now() - started_;
        finish_if_done();
      });
    }
    if (wait_for_tree_ && !tree_painted_ && shows_a_tree(widget)) {
      tree_painted_ = true;
      QTimer::singleShot(0, this, [this] {
        tree_seconds_ = now() - started_;
        finish_if_done();
      });
    }
    return false;
  }

 private:
  void finish_if_done() {
    if (window_seconds_ == 0 || (wait_for_tree_ && tree_seconds_ == 0)) return;
    std::printf(R"({"window_seconds": %.6f, "tree_seconds": %.6f})"
                "\n",
                window_seconds_, tree_seconds_);
    std::fflush(stdout);
    QCoreApplication::exit(0);
  }

  double started_;
  double window_seconds_ = 0, tree_seconds_ = 0;
  bool wait_for_tree_ = false, painted_ = false, tree_painted_ = false;
};

class FirstPaintPlugin final : public QGenericPlugin {
  Q_OBJECT
  Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "first_paint.json")

 public:
  QObject* create(const QString&, const QString&) override { return new FirstPaint; }
};

}  // namespace

#include "first_paint.moc"
