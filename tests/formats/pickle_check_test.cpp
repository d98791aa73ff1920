// Pickles that libtorch's reader must not get; whole R.bin files are in tests/corpus.
#include "core/formats/pickle_check.h"

#include "core/formats/finite.h"

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using namespace std::string_view_literals;

Status check(std::string_view pickle) { return check_pickle(std::as_bytes(std::span(pickle))); }

TEST(PickleCheck, ADictionaryOfTensorsPasses) {
  EXPECT_TRUE(
      check("\x80\x02}q\x00(X\x02\x00\x00\x00R1q\x01"
            "ctorch._utils\n_rebuild_tensor_v2\nq\x02((X\x07\x00\x00\x00"
            "storagectorch\nFloatStorage\nX\x01\x00\x00\x00"
            "0X\x03\x00\x00\x00"
            "cpuK\x04tQK\x00K\x02K\x02\x86K\x02K\x01\x86\x89"
            "ccollections\nOrderedDict\n)RtRu."sv));
  EXPECT_TRUE(check("\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00}."sv));
}

TEST(PickleCheck, NamesWhatWouldBeRun) {
  const Status system = check(
      "\x80\x02"
      "cos\nsystem\n(X\x02\x00\x00\x00lstR."sv);
  ASSERT_FALSE(system);
  EXPECT_THAT(system.error().what, HasSubstr("os.system"));
  EXPECT_THAT(check("\x80\x04\x8c\x05posix\x8c\x06system\x93."sv).error().what, HasSubstr("posix.system"));
}

TEST(PickleCheck, LengthsNestingAndTheStackAreChecked) {
  for (const std::string_view bad :
       {""sv, "."sv, "\x80"sv, "\x80\x02}"sv, "X\xff\xff\xff\xff"sv,
        "X\x05\x00\x00\x00"
        "abc."sv,
        "u."sv, "t."sv, "\x85."sv, "h\x07."sv, "q\x07."sv, "(\x85."sv, "K"sv, "cos\nsystem"sv, "}}."sv, "\xee."sv}) {
    const Status status = check(bad);
    ASSERT_FALSE(status);
    EXPECT_FALSE(status.error().hint.empty());
  }
  EXPECT_THAT(check(")" + std::string(100'000, '\x85') + ".").error().what, HasSubstr("nested"));
  EXPECT_THAT(check(std::string(100'000, '(') + ".").error().what, HasSubstr("ends in the middle"));
}

TEST(Finite, NamesTheTensor) {
  std::vector<float> values(1'000'000, 1.0F);
  EXPECT_TRUE(check_finite(values, "w", "file"));
  EXPECT_TRUE(check_finite({}, "w", "file"));
  for (const float bad : {NAN, -NAN, HUGE_VALF, -HUGE_VALF}) {
    values[777'777] = bad;
    const Status status = check_finite(values, "w", "file");
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().message(), HasSubstr("file: the tensor w holds"));
  }
}

}  // namespace
}  // namespace rotorscope
