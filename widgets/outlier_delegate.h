// Draws an outlier ratio as a number and a small bar, coloured by how bad it is.
#pragma once

#include <QStyledItemDelegate>

namespace rotorscope {

/// For columns that answer SiteTreeModel::ratio_role.
class OutlierDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace rotorscope
