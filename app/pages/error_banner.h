// An error where its cause is: what, where, what to do, and a button for that.
#pragma once

#include "core/base/result.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace rotorscope {

class ErrorBanner : public QFrame {
  Q_OBJECT

 public:
  explicit ErrorBanner(QWidget* parent = nullptr);

  /// Shows the error until it is dismissed; `action` names the button, empty: none.
  void show_error(const Error& error, const QString& action = {});
  /// A notice in the same place, e.g. that figures are out of date.
  void show_notice(const QString& text, const QString& action = {});
  void dismiss();
  [[nodiscard]] QString text() const;

 signals:
  void action_chosen();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void show_texts(const QString& what, const QString& more, const QString& action);

  bool is_error_ = true;
  QLabel* icon_;
  QLabel* what_;
  QLabel* more_;
  QPushButton* action_;
};

}  // namespace rotorscope
