// Draws a CurveSeries into a plot's axes: lines where points are sparse, a column from the smallest to the largest
// value where a pixel holds several. Private to widgets.
#pragma once

class QCPPainter;
class QColor;
class QCustomPlot;

namespace rotorscope {

class CurveSeries;

void draw_curve(const CurveSeries& series, const QColor& color, QCustomPlot& plot, QCPPainter& painter);

}  // namespace rotorscope
