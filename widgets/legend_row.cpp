#include "widgets/legend_row.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QResizeEvent>

namespace rotorscope {
namespace {

constexpr int swatch = 12;
constexpr int swatch_gap = 6;
constexpr int entry_gap = 18;
constexpr int row_gap = 3;

void draw_mark(QPainter& painter, const QRectF& box, const LegendEntry& entry) {
  painter.setRenderHint(QPainter::Antialiasing);
  const QPointF middle = box.center();
  switch (entry.mark) {
    case LegendMark::block:
      painter.setPen(Qt::NoPen);
      painter.setBrush(entry.color);
      painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5);
      break;
    case LegendMark::line:
    case LegendMark::dashed_line:
      painter.setPen(QPen(entry.color, 2, entry.mark == LegendMark::line ? Qt::SolidLine : Qt::DotLine));
      painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()));
      break;
    case LegendMark::dot:
      painter.setPen(Qt::NoPen);
      painter.setBrush(entry.color);
      painter.drawEllipse(middle, 4, 4);
      break;
  }
}

}  // namespace

LegendRow::LegendRow(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setFont(small_font());
}

bool LegendRow::event(QEvent* event) {
  if (event->type() == QEvent::ApplicationFontChange) {
    setFont(small_font());
    updateGeometry();
  }
  return QWidget::event(event);
}

void LegendRow::set_entries(std::vector<LegendEntry> entries) {
  entries_ = std::move(entries);
  QStringList texts;
  for (const LegendEntry& entry : entries_) {
    texts += entry.note.isEmpty() ? entry.text : entry.text + QStringLiteral(", ") + entry.note;
  }
  setAccessibleName(tr("Legend"));
  setAccessibleDescription(texts.join(QStringLiteral("; ")));
  setVisible(!entries_.empty());
  updateGeometry();
  update();
}

int LegendRow::draw(QPainter* painter, int width) const {
  const QFontMetrics metrics(font());
  const int height = std::max(metrics.height(), swatch) + row_gap;
  const QColor text = palette().color(QPalette::Text);
  const QColor muted = role_color(ColorRole::muted, palette());
  int x = 0;
  int y = 0;
  for (const LegendEntry& entry : entries_) {
    const int text_width = metrics.horizontalAdvance(entry.text);
    const int note_width = entry.note.isEmpty() ? 0 : swatch_gap + metrics.horizontalAdvance(entry.note);
    const int entry_width = swatch + swatch_gap + text_width + note_width;
    if (x > 0 && x + entry_width > width) {
      x = 0;
      y += height;
    }
    if (painter != nullptr) {
      painter->save();
      draw_mark(*painter, QRectF(x, y + (height - swatch) / 2.0, swatch, swatch), entry);
      painter->setFont(font());
      painter->setPen(text);
      const int left = x + swatch + swatch_gap;
      painter->drawText(QRect(left, y, text_width + 2, height), Qt::AlignVCenter | Qt::AlignLeft, entry.text);
      painter->setPen(muted);
      painter->drawText(QRect(left + text_width + swatch_gap, y, std::max(0, width - left - text_width), height),
                        Qt::AlignVCenter | Qt::AlignLeft, entry.note);
      painter->restore();
    }
    x += entry_width + entry_gap;
  }
  return entries_.empty() ? 0 : y + height;
}

int LegendRow::heightForWidth(int width) const { return draw(nullptr, width); }

QSize LegendRow::sizeHint() const { return {200, heightForWidth(width() > 0 ? width() : 600)}; }

QSize LegendRow::minimumSizeHint() const { return {60, heightForWidth(width() > 0 ? width() : 600)}; }

void LegendRow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  draw(&painter, width());
}

void LegendRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (event->oldSize().width() != event->size().width()) updateGeometry();
}

}  // namespace rotorscope
