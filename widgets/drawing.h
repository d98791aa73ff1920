// Our own drawing inside a plot's axes, on QCustomPlot's layers. Private to widgets.
#pragma once

#include <QString>
#include <functional>

class QCPPainter;
class QCustomPlot;

namespace rotorscope {

/// Calls `draw` whenever the plot paints `layer` ("main", "overlay", …), clipped to the axes. The plot owns it.
/// The painter comes without antialiasing.
void add_drawing(QCustomPlot& plot, const QString& layer, std::function<void(QCPPainter&)> draw);

}  // namespace rotorscope
