#include "widgets/format.h"

#include <limits>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(Format, NumbersHaveAtMostFourSignificantDigits) {
  EXPECT_EQ(format_number(466.93).toStdString(), "466.9");
  EXPECT_EQ(format_number(76.3).toStdString(), "76.3");
  EXPECT_EQ(format_number(30.226).toStdString(), "30.23");
  EXPECT_EQ(format_number(5840.123).toStdString(), "5840");
  EXPECT_EQ(format_number(12345).toStdString(), "12350");
  EXPECT_EQ(format_number(9.9999).toStdString(), "10");
  EXPECT_EQ(format_number(0.012345).toStdString(), "0.01235");
  EXPECT_EQ(format_number(-2.5).toStdString(), "-2.5");
  EXPECT_EQ(format_number(0).toStdString(), "0");
}

TEST(Format, VeryLargeAndSmallNumbersUseExponents) {
  EXPECT_EQ(format_number(3e-6).toStdString(), "3e-6");
  EXPECT_EQ(format_number(1234567).toStdString(), "1.235e6");
  EXPECT_EQ(format_number(999999).toStdString(), "1e6");
}

TEST(Format, NotANumber) {
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()).toStdString(), "–");
  EXPECT_EQ(format_number(std::numeric_limits<double>::infinity()).toStdString(), "∞");
}

TEST(Format, Bytes) {
  EXPECT_EQ(format_bytes(812).toStdString(), "812 B");
  EXPECT_EQ(format_bytes(92LL << 20).toStdString(), "92 MiB");
  EXPECT_EQ(format_bytes(1536LL << 20).toStdString(), "1.5 GiB");
  EXPECT_EQ(format_bytes(1000LL << 20).toStdString(), "1 GiB");
  EXPECT_EQ(format_bytes(0).toStdString(), "0 B");
}

TEST(Format, Durations) {
  EXPECT_EQ(format_duration(0.25).toStdString(), "250 ms");
  EXPECT_EQ(format_duration(4.26).toStdString(), "4.3 s");
  EXPECT_EQ(format_duration(42).toStdString(), "42 s");
  EXPECT_EQ(format_duration(150).toStdString(), "3 min");
  EXPECT_EQ(format_duration(4800).toStdString(), "1 h 20 min");
  EXPECT_EQ(format_time_left(120).toStdString(), "2 min left");
  EXPECT_EQ(format_time_left(42).toStdString(), "45 s left");
  EXPECT_EQ(format_time_left(3).toStdString(), "less than 5 s left");
  EXPECT_EQ(format_time_left(-1).toStdString(), "");
}

TEST(Format, DecibelsAndChanges) {
  EXPECT_EQ(format_db(13.14).toStdString(), "13.1 dB");
  EXPECT_EQ(format_change(13.1, 18.1, QStringLiteral("dB")).toStdString(), "13.1 → 18.1 dB");
  EXPECT_EQ(format_count(134515008).toStdString(), "134.5 M");
  EXPECT_EQ(format_count(8030000000).toStdString(), "8.03 B");
  EXPECT_EQ(format_integer(1234567).toStdString(), "1\u2009234\u2009567");
}

}  // namespace
}  // namespace rotorscope
