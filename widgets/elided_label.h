// One line of text that ends in "…" where there is no room; the whole text is its tooltip then. Private to widgets.
#pragma once

#include <QWidget>

namespace rotorscope {

class ElidedLabel : public QWidget {
  Q_OBJECT
 public:
  explicit ElidedLabel(QWidget* parent = nullptr);
  void set_text(const QString& text);
  /// In the colour of ordinary text and cut off at its end, as a title is; else muted and cut in the middle.
  void set_prominent(bool prominent);
  [[nodiscard]] const QString& text() const { return text_; }
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString text_;
  bool prominent_ = false;
};

}  // namespace rotorscope
