#include "app/window/panel_scroll.h"

#include <QEvent>
#include <QScrollBar>

namespace rotorscope {

PanelScroll::PanelScroll(QWidget* panel, QWidget* parent) : QScrollArea(parent) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setWidget(panel);
  fit_width();
}

void PanelScroll::fit_width() {
  setMinimumWidth(widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width());
}

bool PanelScroll::eventFilter(QObject* watched, QEvent* event) {
  // Larger text, or rows that appear.
  if (watched == widget() && event->type() == QEvent::LayoutRequest) fit_width();
  return QScrollArea::eventFilter(watched, event);
}

}  // namespace rotorscope
