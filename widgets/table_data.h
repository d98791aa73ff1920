// What a view shows, as a table: for CSV, the clipboard, and "show as table" (screen readers).
#pragma once

#include "core/base/result.h"

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>
#include <QVariant>
#include <functional>

class QIODevice;

namespace rotorscope {

/// Columns and rows; `cell` is asked only for what is shown or written, so that a map of millions of values costs
/// nothing. It must own (share) what it reads.
struct TableData {
  QStringList columns;
  int rows = 0;
  std::function<QVariant(int row, int column)> cell;
};

/// Writes RFC 4180 CSV in UTF-8, numbers with nine digits and a point. Errors: the device does not take the bytes.
Status write_csv(const TableData& table, QIODevice& device);
/// The table as text for the clipboard: tabs between columns (pastes into spreadsheets). Stops after `limit` rows.
[[nodiscard]] QString to_tab_separated(const TableData& table, int limit = 100000);
/// The table as a Markdown table.
[[nodiscard]] QString to_markdown(const TableData& table);

/// TableData for a QTableView; numbers right-aligned, six digits.
class TableDataModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit TableDataModel(TableData table, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  TableData table_;
};

}  // namespace rotorscope
