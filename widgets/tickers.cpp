#include "widgets/tickers.h"

#include "widgets/format.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

class NumberTicker : public QCPAxisTicker {
 public:
  explicit NumberTicker(TickKind kind) : kind_(kind) {}

 protected:
  double getTickStep(const QCPRange& range) override {
    const double step = QCPAxisTicker::getTickStep(range);
    return kind_ == TickKind::whole_numbers ? std::max(1.0, std::round(step)) : step;
  }
  int getSubTickCount(double step) override {
    return kind_ == TickKind::whole_numbers && step < 5 ? 0 : QCPAxisTicker::getSubTickCount(step);
  }
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    // Steps may have more than four digits far from zero: 12345, 12346.
    if (kind_ == TickKind::whole_numbers) return QString::number(tick, 'f', 0);
    return std::abs(tick) < 1e-12 ? QStringLiteral("0") : format_number(tick);
  }

 private:
  TickKind kind_;
};

class LogTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                QVector<double>* sub_ticks, QVector<QString>* labels) override {
    ticks.clear();
    if (sub_ticks != nullptr) sub_ticks->clear();
    if (labels != nullptr) labels->clear();
    if (!(range.lower > 0) || !(range.upper > range.lower)) return;
    const double decades = std::log10(range.upper / range.lower);
    if (decades < 0.7) {
      // Nearly linear: a linear axis' steps read better than multiples of a power.
      NumberTicker linear(TickKind::numbers);
      linear.setTickCount(tickCount());
      linear.generate(range, locale, format, precision, ticks, sub_ticks, labels);
      return;
    }
    const int first = static_cast<int>(std::floor(std::log10(range.lower)));
    const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
    const int stride = std::max(1, static_cast<int>(std::ceil(decades / (tickCount() + 2))));
    for (int exponent = first; exponent <= last; ++exponent) {
      const double base = std::pow(10.0, exponent);
      for (int digit = 1; digit <= 9; ++digit) {
        const double value = base * digit;
        const bool labelled =
            digit == 1 ? exponent % stride == 0 : decades < 2 && tickCount() > 3 && (digit == 2 || digit == 5);
        if (labelled) {
          ticks.append(value);
        } else if (sub_ticks != nullptr && stride == 1) {
          sub_ticks->append(value);
        }
      }
    }
    trimTicks(range, ticks, false);
    if (sub_ticks != nullptr) trimTicks(range, *sub_ticks, false);
    if (labels != nullptr) {
      for (const double tick : ticks) labels->append(format_number(tick));
    }
  }
};

}  // namespace

void set_axis_scale(QCPAxis& axis, bool logarithmic, TickKind kind) {
  axis.setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  if (logarithmic) {
    axis.setTicker(QSharedPointer<LogTicker>::create());
  } else {
    axis.setTicker(QSharedPointer<NumberTicker>::create(kind));
  }
}

void fit_ticks(QCPAxis& axis, int pixels, int pixels_a_label) {
  axis.ticker()->setTickCount(std::clamp(pixels / pixels_a_label, 2, 5));
}

}  // namespace rotorscope
