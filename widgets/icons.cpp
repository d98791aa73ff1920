#include "widgets/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

// A macro that declares a function of the global namespace.
static void register_resources() { Q_INIT_RESOURCE(rotorscope); }

namespace rotorscope {
namespace {

QByteArray read_resource(const QString& name) {
  static const bool registered = (register_resources(), true);
  Q_UNUSED(registered)
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Draws the SVG in the palette's text colour at the moment of drawing.
class ThemedIconEngine : public QIconEngine {
 public:
  explicit ThemedIconEngine(QByteArray svg) : svg_(std::move(svg)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const QPalette palette = QGuiApplication::palette();
    const QColor color = mode == QIcon::Disabled   ? palette.color(QPalette::Disabled, QPalette::ButtonText)
                         : mode == QIcon::Selected ? palette.color(QPalette::HighlightedText)
                                                   : palette.color(QPalette::Active, QPalette::ButtonText);
    QByteArray svg = svg_;
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer(svg).render(painter, rect);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return pixmap;
  }

  [[nodiscard]] QIconEngine* clone() const override { return new ThemedIconEngine(svg_); }

 private:
  QByteArray svg_;
};

}  // namespace

QIcon themed_icon(const QString& name) {
  const QByteArray svg = read_resource(name);
  return svg.isEmpty() ? QIcon() : QIcon(new ThemedIconEngine(svg));
}

QIcon app_icon() { return themed_icon(QStringLiteral("rotorscope")); }

}  // namespace rotorscope
