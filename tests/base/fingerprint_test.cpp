#include "core/base/files.h"
#include "tests/formats/scratch_folder.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(Fingerprint, IsFnv1aOfContentsAndSize) {
  const ScratchFolder folder;
  // computed apart: FNV-1a 64 of the bytes, then of the size's bytes
  EXPECT_EQ(fingerprint(folder.file("empty", "")).value(), "cbf29ce484222325");
  EXPECT_EQ(fingerprint(folder.file("abc", "abc")).value(), "fc17b883ee074f58");
  EXPECT_FALSE(fingerprint(folder.path() / "absent"));
}

TEST(Fingerprint, NoticesChangesAtBothEndsAndOfTheSize) {
  const ScratchFolder folder;
  const std::string contents(5'000'000, 'x');
  std::set<std::string> seen = {fingerprint(folder.file("a", contents)).value()};
  EXPECT_EQ(fingerprint(folder.file("b", contents)).value(), *seen.begin()) << "the name does not matter";
  for (const std::size_t at : {std::size_t{0}, std::size_t{1'000'000}, contents.size() / 65 * 32 + 100,
                               contents.size() - 1'000'000, contents.size() - 1}) {
    std::string other = contents;
    other[at] = 'y';
    EXPECT_TRUE(seen.insert(fingerprint(folder.file("a", other)).value()).second) << "byte " << at;
  }
  EXPECT_TRUE(seen.insert(fingerprint(folder.file("a", contents + "x")).value()).second);
}

TEST(Fingerprint, TakesFilesOfEverySizeNearItsPieces) {
  const ScratchFolder folder;
  std::set<std::string> seen;
  for (const std::size_t size : {1U, 65U, 4096U, (1U << 20U) - 1, 1U << 20U, (1U << 20U) + 1, 2U << 20U}) {
    const auto print = fingerprint(folder.file("a", std::string(size, 'x')));
    ASSERT_TRUE(print);
    EXPECT_EQ(print->size(), 16U);
    EXPECT_TRUE(seen.insert(*print).second) << size << " bytes";
  }
}

}  // namespace
}  // namespace rotorscope
