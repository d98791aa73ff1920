#include "widgets/format.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>

namespace rotorscope {
namespace {

/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(format)
};

/// "1.50" → "1.5", "3.00" → "3".
QString without_trailing_zeros(QString text) {
  if (!text.contains(QLatin1Char('.'))) return text;
  while (text.endsWith(QLatin1Char('0'))) text.chop(1);
  if (text.endsWith(QLatin1Char('.'))) text.chop(1);
  return text;
}

}  // namespace

QString format_number(double value, int significant) {
  if (std::isnan(value)) return QStringLiteral("–");
  if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
  if (value == 0) return QStringLiteral("0");
  const int digits = std::max(significant, 1);
  // Round first: 9.9996 has its leading digit in the tens afterwards.
  const QString scientific = QString::number(value, 'e', digits - 1);
  const auto split = scientific.indexOf(QLatin1Char('e'));
  const int exponent = scientific.mid(split + 1).toInt();
  if (exponent >= 6 || exponent < -4) {
    return without_trailing_zeros(scientific.left(split)) + QLatin1Char('e') + QString::number(exponent);
  }
  return without_trailing_zeros(QString::number(scientific.toDouble(), 'f', std::max(digits - 1 - exponent, 0)));
}

QString format_bytes(std::int64_t bytes) {
  static constexpr std::array<const char*, 6> units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (std::abs(value) >= 999.5 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  // Two digits are enough to plan with: "92 MiB", "1.5 GiB".
  const QString number = std::abs(value) < 9.95 && unit > 0 ? without_trailing_zeros(QString::number(value, 'f', 1))
                                                            : QString::number(value, 'f', 0);
  return number + QLatin1Char(' ') + QLatin1String(units[unit]);
}

QString format_duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return QStringLiteral("–");
  if (seconds < 0.9995) return Texts::tr("%1 ms").arg(std::lround(seconds * 1000));
  if (seconds < 9.95) return Texts::tr("%1 s").arg(format_number(seconds, 2));
  if (seconds < 99.5) return Texts::tr("%1 s").arg(std::lround(seconds));
  const auto minutes = std::lround(seconds / 60);
  if (minutes < 60) return Texts::tr("%1 min").arg(minutes);
  if (minutes < 48 * 60) {
    return minutes % 60 == 0 ? Texts::tr("%1 h").arg(minutes / 60)
                             : Texts::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
  }
  return Texts::tr("%1 days").arg(std::lround(seconds / 86400));
}

QString format_time_left(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return {};
  if (seconds < 5) return Texts::tr("less than 5 s left");
  // Seconds that change every tick are noise: steps of five up to a minute and a half.
  const double shown = seconds < 90 ? std::ceil(seconds / 5) * 5 : seconds;
  return Texts::tr("%1 left").arg(format_duration(shown));
}

QString format_db(double decibel) {
  return format_number(decibel, std::abs(decibel) < 100 ? 3 : 4) + QStringLiteral(" dB");
}

QString format_change(double before, double after, const QString& unit) {
  const QString text = format_number(before) + QStringLiteral(" → ") + format_number(after);
  return unit.isEmpty() ? text : text + QLatin1Char(' ') + unit;
}

QString format_count(std::int64_t count) {
  const double value = static_cast<double>(count);
  if (std::abs(value) < 1e4) return QString::number(count);
  if (std::abs(value) < 999.95e3) return format_number(value / 1e3) + QStringLiteral(" K");
  if (std::abs(value) < 999.95e6) return format_number(value / 1e6) + QStringLiteral(" M");
  if (std::abs(value) < 999.95e9) return format_number(value / 1e9) + QStringLiteral(" B");
  return format_number(value / 1e12) + QStringLiteral(" T");
}

QString format_integer(std::int64_t value) {
  QString text = QString::number(value);
  const qsizetype first = value < 0 ? 1 : 0;
  for (qsizetype i = text.size() - 3; i > first; i -= 3) text.insert(i, QChar(0x2009));
  return text;
}

}  // namespace rotorscope
