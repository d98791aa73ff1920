// Axis numbers in the window's way: at most four digits, round steps, on logarithmic axes also within one decade.
// Private to widgets.
#pragma once

class QCPAxis;

namespace rotorscope {

enum class TickKind { numbers, whole_numbers };

/// Gives the axis a linear or logarithmic scale with fitting ticks.
void set_axis_scale(QCPAxis& axis, bool logarithmic, TickKind kind = TickKind::numbers);

}  // namespace rotorscope
