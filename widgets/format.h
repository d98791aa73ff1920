// Numbers for people: at most four significant digits, always with their unit.
#pragma once

#include <QString>
#include <cstdint>

namespace rotorscope {

/// At most `significant` digits: "466.9", "0.0123", "12350", and from a million on or below 0.0001 "3e-6".
/// Trailing zeros are dropped; NaN is "–", infinities are "∞" and "−∞".
[[nodiscard]] QString format_number(double value, int significant = 4);
/// "92 MiB", "1.5 GiB", "812 B".
[[nodiscard]] QString format_bytes(std::int64_t bytes);
/// How long: "0.8 s", "42 s", "3 min", "1 h 20 min".
[[nodiscard]] QString format_duration(double seconds);
/// What is left: "2 min left", "less than 5 s left", or an empty string where it is not known (negative, NaN).
[[nodiscard]] QString format_time_left(double seconds);
/// "13.1 dB".
[[nodiscard]] QString format_db(double decibel);
/// Before and after in one text: "13.1 → 18.1 dB".
[[nodiscard]] QString format_change(double before, double after, const QString& unit = {});
/// "134.5 M", "8.03 B": how many parameters.
[[nodiscard]] QString format_count(std::int64_t count);
/// A whole number with thin spaces between thousands: "12 345".
[[nodiscard]] QString format_integer(std::int64_t value);

}  // namespace rotorscope
