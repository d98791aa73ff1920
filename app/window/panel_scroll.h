// A page's settings: scrolled up and down, never cut off at the side.
#pragma once

#include <QScrollArea>

namespace rotorscope {

class PanelScroll : public QScrollArea {
  Q_OBJECT
 public:
  /// Takes over the panel.
  PanelScroll(QWidget* panel, QWidget* parent);
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fit_width();
};

}  // namespace rotorscope
