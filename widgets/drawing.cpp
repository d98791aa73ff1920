#include "widgets/drawing.h"

#include <qcustomplot.h>

namespace rotorscope {
namespace {

class Drawing : public QCPAbstractItem {
 public:
  Drawing(QCustomPlot& plot, std::function<void(QCPPainter&)> draw_function)
      : QCPAbstractItem(&plot), draw_(std::move(draw_function)) {
    setSelectable(false);
    setAntialiased(false);
  }
  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

 protected:
  void draw(QCPPainter* painter) override { draw_(*painter); }

 private:
  std::function<void(QCPPainter&)> draw_;
};

}  // namespace

void add_drawing(QCustomPlot& plot, const QString& layer, std::function<void(QCPPainter&)> draw) {
  auto* drawing = new Drawing(plot, std::move(draw));
  drawing->setClipToAxisRect(true);
  drawing->setLayer(layer);
}

}  // namespace rotorscope
