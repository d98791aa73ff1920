// Secondary text: quieter than the rest, still easy to read in light and dark.
#pragma once

#include <QLabel>

namespace rotorscope {

class MutedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit MutedLabel(const QString& text = {}, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void restyle();
};

}  // namespace rotorscope
