#include "widgets/outlier_delegate.h"

#include "widgets/site_tree_model.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

constexpr int bar_width = 40;
constexpr int margin = 6;

/// Length of the bar: 1 is nothing, 100 and more is full.
double level(double ratio) { return std::clamp(std::log10(std::max(ratio, 1.0)) / 2, 0.0, 1.0); }

}  // namespace

void OutlierDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QStyleOptionViewItem cell = option;
  initStyleOption(&cell, index);
  const QVariant ratio = index.data(SiteTreeModel::ratio_role);
  const QVariant after = index.data(SiteTreeModel::ratio_after_role);
  const QString text = cell.text;
  cell.text.clear();
  QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
  if (!ratio.isValid()) return;

  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const bool selected = cell.state.testFlag(QStyle::State_Selected);
  const QRectF area(cell.rect.right() - bar_width - margin, cell.rect.center().y() - 4, bar_width, 9);
  painter->setPen(Qt::NoPen);
  const QColor ground = mix(cell.palette.color(QPalette::Base), cell.palette.color(QPalette::Text), 0.12);
  const auto bar = [&](double top, double height, double value, const QColor& color) {
    painter->setBrush(ground);
    painter->drawRoundedRect(QRectF(area.left(), top, bar_width, height), 1.5, 1.5);
    painter->setBrush(color);
    painter->drawRoundedRect(QRectF(area.left(), top, std::max(2.0, level(value) * bar_width), height), 1.5, 1.5);
  };
  const QColor color = outlier_color(ratio.toDouble(), cell.palette);
  if (after.isValid()) {
    bar(area.top(), 4, ratio.toDouble(), color);
    bar(area.top() + 5, 4, after.toDouble(), role_color(ColorRole::after, cell.palette));
  } else {
    bar(area.top() + 1, 7, ratio.toDouble(), color);
  }
  painter->setPen(cell.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
  painter->setFont(cell.font);
  const QRectF number(cell.rect.left(), cell.rect.top(), area.left() - cell.rect.left() - margin, cell.rect.height());
  painter->drawText(number, Qt::AlignRight | Qt::AlignVCenter, text);
  painter->restore();
}

QSize OutlierDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QSize size = QStyledItemDelegate::sizeHint(option, index);
  size.rwidth() = option.fontMetrics.horizontalAdvance(QStringLiteral("1000")) + bar_width + 3 * margin;
  size.setHeight(std::max(size.height(), option.fontMetrics.height() + 6));
  return size;
}

}  // namespace rotorscope
