#include "widgets/results_table.h"

#include "core/base/files.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

/// Sorts by the values themselves and marks settings that differ from the row shown above.
class SortedResults : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
    if (role == Qt::BackgroundRole && differs(index)) {
      const QPalette palette = QApplication::palette();
      return QBrush(mix(palette.color(QPalette::Base), role_color(ColorRole::warning, palette), 0.18));
    }
    if (role == Qt::ToolTipRole && differs(index)) return ResultsTable::tr("differs from the row above");
    return QSortFilterProxyModel::data(index, role);
  }

 private:
  [[nodiscard]] bool differs(const QModelIndex& index) const {
    const auto* results = static_cast<const ResultsModel*>(sourceModel());
    if (index.row() == 0 || !results->columns()[static_cast<std::size_t>(index.column())].is_setting) return false;
    return index.data(ResultsModel::sort_role) != index.siblingAtRow(index.row() - 1).data(ResultsModel::sort_role);
  }
};

/// No frame around a cell: the row is selected.
class RowDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    option->state &= ~QStyle::State_HasFocus;
  }
};

}  // namespace

ResultsTable::ResultsTable(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  model_ = new ResultsModel(this);
  sorted_ = new SortedResults(this);
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(ResultsModel::sort_role);
  view_ = new QTableView(this);
  view_->setModel(sorted_);
  view_->setItemDelegate(new RowDelegate(view_));
  view_->setAccessibleName(tr("Results"));
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::SingleSelection);
  view_->setShowGrid(false);
  view_->setAlternatingRowColors(true);
  view_->setWordWrap(false);
  view_->setCornerButtonEnabled(false);
  view_->verticalHeader()->setVisible(false);
  view_->horizontalHeader()->setHighlightSections(false);
  view_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  view_->horizontalHeader()->setStretchLastSection(true);
  fit_rows();
  view_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  view_->setSortingEnabled(true);
  view_->setContextMenuPolicy(Qt::NoContextMenu);
  layout->addWidget(view_);
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    if (current.isValid()) emit row_selected(sorted_->mapToSource(current).row());
  });
  connect(view_, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit row_activated(sorted_->mapToSource(index).row()); });
}

void ResultsTable::select_row(int row) {
  const QSignalBlocker quiet(this);
  if (row < 0 || row >= model_->rowCount()) {
    view_->clearSelection();
    view_->setCurrentIndex({});
    return;
  }
  const QModelIndex index = sorted_->mapFromSource(model_->index(row, 0));
  view_->setCurrentIndex(index);
  view_->selectRow(index.row());
}

int ResultsTable::selected_row() const {
  const QModelIndex current = view_->currentIndex();
  return current.isValid() ? sorted_->mapToSource(current).row() : -1;
}

TableData ResultsTable::shown_table() const {
  TableData table = model_->table();
  std::vector<int> order;
  for (int row = 0; row < sorted_->rowCount(); ++row)
    order.push_back(sorted_->mapToSource(sorted_->index(row, 0)).row());
  table.cell = [order, cell = table.cell](int row, int column) {
    return cell(order[static_cast<std::size_t>(row)], column);
  };
  return table;
}

Status ResultsTable::save_csv(const QString& path) const {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  ROTOR_CHECK(write_csv(shown_table(), buffer));
  return write_file(path.toStdString(), buffer.data().toStdString());
}

void ResultsTable::copy_csv() const {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  // Memory takes every byte: there is no error to show.
  if (write_csv(shown_table(), buffer)) QApplication::clipboard()->setText(QString::fromUtf8(buffer.data()));
}

void ResultsTable::copy_markdown() const { QApplication::clipboard()->setText(to_markdown(shown_table())); }

void ResultsTable::fit_rows() {
  // The view's own font follows the application's only later.
  const int height = QFontMetrics(QApplication::font()).height() + 10;
  view_->verticalHeader()->setDefaultSectionSize(height);
  view_->horizontalHeader()->setMinimumHeight(height);
}

bool ResultsTable::event(QEvent* event) {
  if (event->type() == QEvent::ApplicationFontChange) fit_rows();
  return QWidget::event(event);
}

void ResultsTable::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(themed_icon(QStringLiteral("copy")), tr("Copy as CSV"), this, &ResultsTable::copy_csv);
  menu->addAction(themed_icon(QStringLiteral("copy")), tr("Copy as Markdown"), this, &ResultsTable::copy_markdown);
  menu->popup(event->globalPos());
}

}  // namespace rotorscope
