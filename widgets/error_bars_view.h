// A row a site, layer or tensor: its error before and after as two bars, sortable; for SQNR and other errors.
#pragma once

#include "widgets/plot_frame.h"

#include <limits>
#include <memory>

namespace rotorscope {

struct ErrorRow {
  QString label;
  double before = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not drawn
  double after = std::numeric_limits<double>::quiet_NaN();
};

enum class RowOrder { as_given, by_before, by_after, by_gain };

class ErrorBarsView : public PlotFrame {
  Q_OBJECT
 public:
  explicit ErrorBarsView(QWidget* parent = nullptr);
  ~ErrorBarsView() override;

  /// `value` names the axis, e.g. "SQNR", and `unit` goes behind each number.
  void set_value_name(const QString& value, const QString& unit, bool larger_is_better);
  void set_rows(std::vector<ErrorRow> rows);
  /// Worst first by the chosen value; by_gain: the smallest gain first.
  void set_order(RowOrder order);
  /// Names of the two bars in the legend; their colours follow variant_role of the labels.
  void set_variants(const QString& before_label, const QString& after_label);
  /// Marks a row (index as given to set_rows); −1: none.
  void select_row(int row);
  void clear();

  [[nodiscard]] TableData table() const override;

 signals:
  /// Index as given to set_rows.
  void row_clicked(int row);

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;
  void clicked_at(const QPointF& position) override;
  void key_pressed(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void update_view();
  void place_rows();
  [[nodiscard]] int position_at(const QPointF& position) const;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
