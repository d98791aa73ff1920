// Axis numbers in the window's way: at most four digits, round steps, on logarithmic axes also within one decade.
// Private to widgets.
#pragma once

class QCPAxis;

namespace rotorscope {

enum class TickKind { numbers, whole_numbers };

/// Gives the axis a linear or logarithmic scale with fitting ticks.
void set_axis_scale(QCPAxis& axis, bool logarithmic, TickKind kind = TickKind::numbers);
/// As many numbers as an axis of so many pixels has room for; again after set_axis_scale().
void fit_ticks(QCPAxis& axis, int pixels, int pixels_a_label = 22);

}  // namespace rotorscope
