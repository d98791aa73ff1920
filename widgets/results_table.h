// A sortable table of results that can be copied as CSV or Markdown.
#pragma once

#include "widgets/results_model.h"

#include <QWidget>

class QSortFilterProxyModel;
class QTableView;

namespace rotorscope {

class ResultsTable : public QWidget {
  Q_OBJECT
 public:
  explicit ResultsTable(QWidget* parent = nullptr);

  [[nodiscard]] ResultsModel& model() { return *model_; }
  /// Selects a row of the model; −1: none. No signal.
  void select_row(int row);
  /// Row of the model, −1: none.
  [[nodiscard]] int selected_row() const;
  [[nodiscard]] QTableView& view() const { return *view_; }
  Status save_csv(const QString& path) const;

 public slots:
  void copy_csv() const;
  void copy_markdown() const;

 signals:
  /// Row of the model.
  void row_selected(int row);
  void row_activated(int row);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void fit_rows();
  /// The rows in the order shown.
  [[nodiscard]] TableData shown_table() const;

  ResultsModel* model_ = nullptr;
  QSortFilterProxyModel* sorted_ = nullptr;
  QTableView* view_ = nullptr;
};

}  // namespace rotorscope
