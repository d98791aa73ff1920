// Perplexity: a table of runs, the running one filling, and a chart over bits.
#pragma once

#include "app/pages/page.h"

class QComboBox;
class QToolButton;

namespace rotorscope {

class PerplexityChart;
class ResultsTable;

class EvaluatePage : public Page {
  Q_OBJECT

 public:
  explicit EvaluatePage(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QWidget* make_settings_panel() override;
  void came_to_front() override;

 private:
  QWidget* make_runs(QWidget* parent);
  void save_table();
  void update_rows();
  void update_chart();
  void update_estimate(int index);
  [[nodiscard]] std::vector<QVariant> pending_row(const Evaluations::Pending& pending) const;

  PerplexityChart* chart_;
  ResultsTable* table_;
  QComboBox* bits_of_;
  QToolButton* remove_ = nullptr;
};

}  // namespace rotorscope
