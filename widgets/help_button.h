// The "?" beside a figure or a number: says in two sentences what it is and when it is bad.
#pragma once

#include <QToolButton>

namespace rotorscope {

class HelpButton : public QToolButton {
  Q_OBJECT
 public:
  explicit HelpButton(QWidget* parent = nullptr);
  /// Shown in a bubble on click or Enter, and as the accessible description. Empty: the button hides.
  void set_help(const QString& text);
  [[nodiscard]] const QString& help() const { return help_; }

 private:
  void show_bubble();
  QString help_;
};

}  // namespace rotorscope
