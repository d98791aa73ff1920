#include "widgets/style.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleFactory>
#include <QStyleOption>

namespace rotorscope {
namespace {

constexpr double radius = 4.5;

QColor edge_color(const QStyleOption& option) {
  const QPalette& palette = option.palette;
  const bool focused = option.state.testFlag(QStyle::State_HasFocus);
  if (focused) return mix(palette.color(QPalette::Highlight), palette.color(QPalette::Text), 0.1);
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  return mix(palette.color(QPalette::Window), palette.color(QPalette::WindowText), enabled ? 0.28 : 0.14);
}

void draw_panel(QPainter& painter, const QRect& rect, const QColor& fill, const QPen& edge, double corner = radius) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(fill);
  painter.setPen(edge);
  painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
  painter.restore();
}

void draw_button(QPainter& painter, const QStyleOption& option) {
  const QPalette& palette = option.palette;
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
  QColor fill = palette.color(QPalette::Button);
  const QColor text = palette.color(QPalette::ButtonText);
  if (!enabled) {
    fill = palette.color(QPalette::Window);
  } else if (down) {
    fill = mix(fill, text, 0.14);
  } else if (option.state.testFlag(QStyle::State_MouseOver)) {
    fill = mix(fill, text, 0.06);
  }
  const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
  const bool standard = button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
  const QColor edge = standard && enabled ? palette.color(QPalette::Highlight) : edge_color(option);
  draw_panel(painter, option.rect, fill, QPen(edge, standard ? 1.6 : 1));
}

void draw_mark(QPainter& painter, const QStyleOption& option, bool round) {
  const QPalette& palette = option.palette;
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  const bool on = option.state.testFlag(QStyle::State_On);
  const bool partly = option.state.testFlag(QStyle::State_NoChange);
  const int side = std::min(option.rect.width(), option.rect.height());
  QRect box(0, 0, side, side);
  box.moveCenter(option.rect.center());
  const QColor accent = enabled ? palette.color(QPalette::Highlight) : palette.color(QPalette::Mid);
  QColor fill = on || partly ? accent : palette.color(QPalette::Base);
  if (enabled && option.state.testFlag(QStyle::State_MouseOver)) fill = mix(fill, palette.color(QPalette::Text), 0.08);
  draw_panel(painter, box, fill, QPen(on || partly ? accent : edge_color(option), 1), round ? side / 2.0 : 3.5);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF inner(box);
  const auto at = [&](double x, double y) { return inner.topLeft() + QPointF(x * side, y * side); };
  const QColor white = palette.color(QPalette::HighlightedText);
  if (round && on) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(white);
    painter.drawEllipse(inner.center(), side * 0.2, side * 0.2);
  } else if (on || partly) {
    painter.setPen(QPen(white, side / 7.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (partly) {
      painter.drawLine(at(0.28, 0.5), at(0.72, 0.5));
    } else {
      painter.drawPolyline(QPolygonF({at(0.25, 0.53), at(0.43, 0.71), at(0.76, 0.32)}));
    }
  }
  painter.restore();
}

/// Flat; the page in view has a line below.
void draw_tab(QPainter& painter, const QStyleOptionTab& tab) {
  const QPalette& palette = tab.palette;
  const QRect rect = tab.rect.adjusted(2, 2, -2, -2);
  const bool selected = tab.state.testFlag(QStyle::State_Selected);
  if (!selected && tab.state.testFlag(QStyle::State_MouseOver)) {
    draw_panel(painter, rect, mix(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.08),
               Qt::NoPen);
  }
  if (tab.state.testFlag(QStyle::State_HasFocus)) {
    draw_panel(painter, rect, Qt::transparent, QPen(palette.color(QPalette::Highlight), 1));
  }
  if (selected) {
    const QRect line(tab.rect.left() + 4, tab.rect.bottom() - 2, tab.rect.width() - 8, 3);
    painter.fillRect(line, mix(palette.color(QPalette::Highlight), palette.color(QPalette::WindowText), 0.15));
  }
}

void draw_chevron(QPainter& painter, const QRectF& area, const QColor& color) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const QPointF c = area.center();
  painter.drawPolyline(QPolygonF({c + QPointF(-3.5, -1.5), c + QPointF(0, 2), c + QPointF(3.5, -1.5)}));
  painter.restore();
}

}  // namespace

RotorStyle::RotorStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void RotorStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  const QPalette& palette = option->palette;
  switch (element) {
    case PE_PanelButtonCommand:
      draw_button(*painter, *option);
      return;
    case PE_IndicatorCheckBox:
      draw_mark(*painter, *option, false);
      return;
    case PE_IndicatorRadioButton:
      draw_mark(*painter, *option, true);
      return;
    case PE_PanelLineEdit: {
      const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
      if (frame != nullptr && frame->lineWidth <= 0) break;  // inside a spin box or a combo box
      draw_panel(*painter, option->rect, palette.color(QPalette::Base), QPen(edge_color(*option), 1));
      return;
    }
    case PE_FrameLineEdit:
      return;  // PE_PanelLineEdit has drawn it
    case PE_PanelButtonTool: {
      const bool on = option->state & (State_On | State_Sunken);
      const bool over = option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled);
      if (option->state.testFlag(State_AutoRaise)) {
        if (!on && !over) return;
        QColor fill = palette.color(QPalette::WindowText);
        fill.setAlphaF(on ? 0.16f : 0.08f);
        draw_panel(*painter, option->rect, fill, Qt::NoPen);
      } else {
        draw_button(*painter, *option);
      }
      return;
    }
    case PE_Frame: {
      const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
      if (frame == nullptr || frame->lineWidth <= 0) break;
      painter->save();
      painter->setPen(mix(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.16));
      painter->setBrush(Qt::NoBrush);
      painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
      painter->restore();
      return;
    }
    case PE_FrameTabWidget: {
      const QRect top(option->rect.left(), option->rect.top(), option->rect.width(), 1);
      painter->fillRect(top, mix(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.16));
      return;
    }
    default:
      break;
  }
  QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void RotorStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  if (element == CE_HeaderSection) {
    const QColor line = mix(option->palette.color(QPalette::Window), option->palette.color(QPalette::WindowText), 0.16);
    painter->fillRect(option->rect, option->palette.color(QPalette::Window));
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), line);
    return;
  }
  if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
      element == CE_TabBarTabShape && tab != nullptr && tab->shape == QTabBar::RoundedNorth) {
    draw_tab(*painter, *tab);
    return;
  }
  if (element == CE_HeaderEmptyArea) {
    painter->fillRect(option->rect, option->palette.color(QPalette::Window));
    return;
  }
  QProxyStyle::drawControl(element, option, painter, widget);
}

void RotorStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const {
  const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
  if (control == CC_ComboBox && combo != nullptr && !combo->editable) {
    draw_button(*painter, *option);
    const QRect arrow = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
    draw_chevron(*painter, arrow, option->palette.color(QPalette::ButtonText));
    return;
  }
  QProxyStyle::drawComplexControl(control, option, painter, widget);
}

int RotorStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_FocusFrameHMargin:
      return 5;  // beside the text of cells in lists and tables
    case PM_HeaderMargin:
      return 6;
    case PM_TabBarTabShiftVertical:
      return 0;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int RotorStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* result) const {
  // A list below its box, not over it, as people know it from everywhere else.
  if (hint == SH_ComboBox_Popup) return 0;
  return QProxyStyle::styleHint(hint, option, widget, result);
}

}  // namespace rotorscope
