#include "widgets/metric_label.h"

#include "widgets/help_button.h"
#include "widgets/theme.h"

#include <QLabel>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

QString rich(const MetricLabel& label) { return label.findChildren<QLabel*>().back()->text(); }

TEST(MetricLabel, ShowsNumberWithUnit) {
  MetricLabel label(QStringLiteral("SQNR"), QStringLiteral("dB"), Better::higher);
  EXPECT_EQ(label.text().toStdString(), "–");
  label.set_value(13.104);
  EXPECT_EQ(label.text().toStdString(), "13.1 dB");
  label.set_change(13.1, 18.1);
  EXPECT_EQ(label.text().toStdString(), "13.1 → 18.1 dB");
  EXPECT_EQ(label.accessibleName().toStdString(), "SQNR: 13.1 → 18.1 dB");
  label.set_text(QStringLiteral("92 MiB"));
  EXPECT_EQ(label.text().toStdString(), "92 MiB");
  label.clear();
  EXPECT_EQ(label.text().toStdString(), "–");
}

TEST(MetricLabel, ColoursGainAndLoss) {
  const QString good = role_color(ColorRole::good, theme_palette(false)).name();
  const QString bad = role_color(ColorRole::bad, theme_palette(false)).name();
  MetricLabel higher(QStringLiteral("SQNR"), {}, Better::higher);
  higher.set_change(1, 2);
  EXPECT_TRUE(rich(higher).contains(good));
  higher.set_change(2, 1);
  EXPECT_TRUE(rich(higher).contains(bad));
  higher.set_change(1.00001, 1.00002);
  EXPECT_FALSE(rich(higher).contains(good)) << "nothing to see, nothing to praise";
  MetricLabel lower(QStringLiteral("perplexity"), {}, Better::lower);
  lower.set_change(2, 1);
  EXPECT_TRUE(rich(lower).contains(good));
}

TEST(MetricLabel, HelpIsAButton) {
  MetricLabel label(QStringLiteral("SQNR"), {});
  EXPECT_FALSE(label.findChild<HelpButton*>()->isVisibleTo(&label));
  label.set_help(QStringLiteral("Two sentences."));
  EXPECT_TRUE(label.findChild<HelpButton*>()->isVisibleTo(&label));
}

}  // namespace
}  // namespace rotorscope
