// Files that change while they are mapped, and what killed programs leave.
#include "core/base/mapped_watch.h"

#include "core/base/abandoned.h"
#include "core/base/files.h"
#include "core/base/mapped_file.h"
#include "tests/formats/scratch_folder.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;

TEST(MappedWatch, NoticesWhatIsWrittenReplacedOrRemoved) {
  const ScratchFolder folder;
  const std::vector<fs::path> files = {folder.file("a", "one"), folder.file("b", "two")};
  const auto a = MappedFile::open(files[0]).value();
  const auto b = MappedFile::open(files[1]).value();
  EXPECT_TRUE(check_unchanged(files));
  std::ofstream(files[1], std::ios::app) << "more";
  const Status longer = check_unchanged(files);
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().where, files[1].string());
  EXPECT_FALSE(longer.error().hint.empty());
  const auto again = MappedFile::open(files[1]).value();
  EXPECT_TRUE(check_unchanged(files)) << "the file as it is now is mapped, too";
  fs::rename(folder.file("c", "one"), files[0]);
  EXPECT_FALSE(check_unchanged(files)) << "another file of the same name";
  fs::remove(files[0]);
  EXPECT_FALSE(check_unchanged(files));
}

TEST(MappedWatch, FilesThatAreNotMappedAreNotLookedAt) {
  const std::vector<fs::path> files = {"/nowhere/at/all"};
  EXPECT_TRUE(check_unchanged(files));
}

TEST(MappedWatchDeathTest, ACutFileEndsTheProgramWithAnExplanation) {
  const ScratchFolder folder;
  const auto path = folder.file("model.gguf", std::string(100'000, 'x'));
  const auto touch = [&] {
    explain_cut_files();
    const auto file = MappedFile::open(path).value();
    fs::resize_file(path, 0);
    volatile char last = static_cast<char>(file->bytes().back());
    (void)last;
  };
  EXPECT_EXIT(touch(), ::testing::ExitedWithCode(1), "rotor: .*model.gguf: was cut .*leave model files alone");
}

TEST(Abandoned, OnlyWhatNobodyHoldsIsRemoved) {
  const ScratchFolder folder;
  const auto target = folder.path() / "p.h5";
  const auto dead = folder.file("p.h5.partial-1-0", "half");
  const auto held = folder.file("p.h5.partial-2-0", "half");
  const auto other = folder.file("q.h5.partial-1-0", "half");
  fs::create_directory(folder.path() / "p.h5.partial-3");
  const int descriptor = ::open(held.c_str(), O_RDWR);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  ASSERT_EQ(::fcntl(descriptor, F_OFD_SETLK, &whole), 0);
  remove_abandoned(target);
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_FALSE(fs::exists(folder.path() / "p.h5.partial-3"));
  EXPECT_TRUE(fs::exists(held)) << "another program is writing it";
  EXPECT_TRUE(fs::exists(other)) << "belongs to another file";
  ::close(descriptor);
  ASSERT_TRUE(write_file(target, "whole"));
  EXPECT_FALSE(fs::exists(held)) << "a write cleans up first";
}

}  // namespace
}  // namespace rotorscope
