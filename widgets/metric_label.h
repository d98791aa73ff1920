// A number that matters: name, value with unit, before → after, and a "?".
#pragma once

#include <QWidget>
#include <limits>

class QLabel;

namespace rotorscope {

class HelpButton;

/// Which direction is an improvement; colours the new value.
enum class Better { neither, lower, higher };

class MetricLabel : public QWidget {
  Q_OBJECT
 public:
  /// e.g. "SQNR", "dB", Better::higher.
  MetricLabel(const QString& name, const QString& unit, Better better = Better::neither, QWidget* parent = nullptr);

  void set_value(double value);
  /// Shown as "13.1 → 18.1 dB".
  void set_change(double before, double after);
  /// A text instead of a number, e.g. "92 MiB".
  void set_text(const QString& text);
  /// Shows "–".
  void clear();
  void set_help(const QString& text);
  [[nodiscard]] QString text() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void update_text();

  QString name_, unit_, plain_;
  Better better_;
  double before_ = std::numeric_limits<double>::quiet_NaN();
  double value_ = std::numeric_limits<double>::quiet_NaN();
  QLabel* name_label_ = nullptr;
  QLabel* value_label_ = nullptr;
  HelpButton* help_ = nullptr;
};

}  // namespace rotorscope
