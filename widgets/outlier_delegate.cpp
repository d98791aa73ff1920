#include "widgets/outlier_delegate.h"

#include "widgets/site_tree_model.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

constexpr int bar_width = 30;
constexpr int margin = 6;

/// Height of the bar: 1 is nothing, 100 and more is full.
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
  const QRectF area(cell.rect.right() - bar_width - margin, cell.rect.top() + 3, bar_width, cell.rect.height() - 6);
  painter->setPen(Qt::NoPen);
  const QColor ground = mix(cell.palette.color(QPalette::Base), cell.palette.color(QPalette::Text), 0.10);
  const auto bar = [&](double left, double width, double value, const QColor& color) {
    painter->setBrush(ground);
    painter->drawRoundedRect(QRectF(left, area.top(), width, area.height()), 1.5, 1.5);
    const double height = std::max(1.5, level(value) * area.height());
    painter->setBrush(color);
    painter->drawRoundedRect(QRectF(left, area.bottom() - height, width, height), 1.5, 1.5);
  };
  if (after.isValid()) {
    const double half = (bar_width - 2) / 2.0;
    bar(area.left(), half, ratio.toDouble(), outlier_color(ratio.toDouble(), cell.palette));
    bar(area.left() + half + 2, half, after.toDouble(), role_color(ColorRole::after, cell.palette));
  } else {
    bar(area.left(), bar_width, ratio.toDouble(), outlier_color(ratio.toDouble(), cell.palette));
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
  return size;
}

}  // namespace rotorscope
