// A heading that follows the application's font when the reader asks for larger text.
#pragma once

#include <QLabel>

namespace rotorscope {

class HeadingLabel : public QLabel {
  Q_OBJECT

 public:
  explicit HeadingLabel(const QString& text = {}, QWidget* parent = nullptr);

 protected:
  bool event(QEvent* event) override;
};

}  // namespace rotorscope
