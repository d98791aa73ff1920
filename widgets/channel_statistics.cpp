// Names of the per-channel statistics of SiteVariant.
#include "widgets/channel_profile_view.h"

#include <QCoreApplication>
#include <array>

namespace rotorscope {
namespace {

struct StatisticEntry {
  ChannelStatistic statistic;
  const char* name;
  const char* text;
  const FloatArray SiteVariant::*values;
};

constexpr std::array<StatisticEntry, 6> statistics = {{
    {ChannelStatistic::absmax, "absmax", QT_TRANSLATE_NOOP("statistic", "max |x|"), &SiteVariant::absmax},
    {ChannelStatistic::p999, "p999", QT_TRANSLATE_NOOP("statistic", "99.9 % of |x|"), &SiteVariant::p999},
    {ChannelStatistic::p99, "p99", QT_TRANSLATE_NOOP("statistic", "99 % of |x|"), &SiteVariant::p99},
    {ChannelStatistic::mean_abs, "mean_abs", QT_TRANSLATE_NOOP("statistic", "mean |x|"), &SiteVariant::mean_abs},
    {ChannelStatistic::rms, "rms", QT_TRANSLATE_NOOP("statistic", "rms"), &SiteVariant::rms},
    {ChannelStatistic::kurtosis, "kurtosis", QT_TRANSLATE_NOOP("statistic", "kurtosis"), &SiteVariant::kurtosis},
}};

const StatisticEntry& entry(ChannelStatistic statistic) { return statistics[static_cast<std::size_t>(statistic)]; }

}  // namespace

const FloatArray& channel_values(const SiteVariant& variant, ChannelStatistic statistic) {
  return variant.*entry(statistic).values;
}

QString statistic_text(ChannelStatistic statistic) {
  return QCoreApplication::translate("statistic", entry(statistic).text);
}

ChannelStatistic statistic_from_name(const QString& name) {
  for (const StatisticEntry& e : statistics) {
    if (name == QLatin1String(e.name)) return e.statistic;
  }
  return ChannelStatistic::absmax;
}

QString statistic_name(ChannelStatistic statistic) { return QString::fromLatin1(entry(statistic).name); }

}  // namespace rotorscope
