// The least that a Qt program with a plot can be: what the time until our window is on screen is compared with.
#include <QApplication>
#include <QMainWindow>

#include <qcustomplot.h>

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  QMainWindow window;
  auto* plot = new QCustomPlot;
  plot->addGraph()->setData({0, 1, 2}, {0, 1, 0});
  plot->rescaleAxes();
  window.setCentralWidget(plot);
  window.resize(1280, 800);
  window.show();
  return QApplication::exec();
}
