#include "core/base/mapped_file.h"

#include "tests/formats/scratch_folder.h"

#include <cstring>
#include <filesystem>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;

std::string text(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

TEST(MappedFile, ShowsTheBytes) {
  const ScratchFolder folder;
  const std::string contents("rotate\0me\n", 10);
  const auto file = MappedFile::open(folder.file("a", contents));
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(text(**file), contents);
  EXPECT_EQ((*file)->path(), folder.path() / "a");
}

TEST(MappedFile, AnEmptyFileIsAnEmptySpan) {
  const ScratchFolder folder;
  const auto file = MappedFile::open(folder.file("a", ""));
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_TRUE((*file)->bytes().empty());
}

TEST(MappedFile, OutlivesTheNameOfTheFile) {
  const ScratchFolder folder;
  const auto file = MappedFile::open(folder.file("a", "still here"));
  std::filesystem::remove(folder.path() / "a");
  EXPECT_EQ(text(**file), "still here");
}

TEST(MappedFile, NamesWhatIsNoFile) {
  const ScratchFolder folder;
  const auto absent = MappedFile::open(folder.path() / "absent");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().where, (folder.path() / "absent").string());
  EXPECT_THAT(absent.error().what, HasSubstr("No such file"));
  EXPECT_THAT(MappedFile::open(folder.path()).error().what, HasSubstr("not a plain file"));
  EXPECT_THAT(MappedFile::open("/dev/null").error().what, HasSubstr("not a plain file"));
}

TEST(MappedFile, DoesNotWaitForAPipe) {
  const ScratchFolder folder;
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(MappedFile::open(pipe).error().what, HasSubstr("not a plain file"));
}

}  // namespace
}  // namespace rotorscope
