// Rows of results for a table: which value is best, what differs from the row above.
#pragma once

#include "core/protocol/evaluate.h"
#include "widgets/metric_label.h"
#include "widgets/table_data.h"

#include <QAbstractTableModel>
#include <QVariant>
#include <vector>

namespace rotorscope {

struct ResultColumn {
  QString title;                    ///< with its unit
  Better better = Better::neither;  ///< the best value is bold
  bool is_setting = false;          ///< a difference from the row above is highlighted
  QString help;                     ///< tooltip of the header
};

class ResultsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Role { best_role = Qt::UserRole, sort_role };

  explicit ResultsModel(QObject* parent = nullptr);
  void set_columns(std::vector<ResultColumn> columns);
  /// Values are numbers (double or int) or texts; an invalid QVariant is empty.
  void set_rows(std::vector<std::vector<QVariant>> rows);
  void append_row(std::vector<QVariant> row);
  /// Replaces one row, e.g. while its evaluation is running.
  void set_row(int row, std::vector<QVariant> values);
  void clear();
  [[nodiscard]] const std::vector<ResultColumn>& columns() const { return columns_; }
  [[nodiscard]] TableData table() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  [[nodiscard]] bool is_best(int row, int column) const;

  std::vector<ResultColumn> columns_;
  std::vector<std::vector<QVariant>> rows_;
};

/// The columns and a row for evaluations: scheme, rotation, text, perplexity ± standard error, KL, top-1, tasks,
/// seconds.
[[nodiscard]] std::vector<ResultColumn> evaluation_columns();
/// The column of what a scheme's name does not say, often empty.
inline constexpr int evaluation_extras_column = 3;
[[nodiscard]] std::vector<QVariant> evaluation_row(const EvalRow& row);

}  // namespace rotorscope
