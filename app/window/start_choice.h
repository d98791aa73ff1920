// One of the large choices of the start page: a picture, a title, a line of explanation.
#pragma once

#include <QPushButton>

class QLabel;

namespace rotorscope {

class StartChoice : public QPushButton {
  Q_OBJECT

 public:
  StartChoice(const QString& icon_name, const QString& title, const QString& explanation, QWidget* parent = nullptr);

  [[nodiscard]] QSize sizeHint() const override { return {240, 190}; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw_icon();

  QString icon_name_;
  QLabel* picture_;
};

}  // namespace rotorscope
