#include "core/base/files.h"

#include "tests/formats/scratch_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(ReadFile, GivesAllBytesUpToItsLimit) {
  const ScratchFolder folder;
  const auto path = folder.file("a", std::string("a\0b\n", 4));
  EXPECT_EQ(read_file(path).value(), std::string("a\0b\n", 4));
  EXPECT_EQ(read_file(path, 4).value().size(), 4U);
  EXPECT_THAT(read_file(path, 3).error().message(), HasSubstr("larger than the 3 bytes"));
  EXPECT_EQ(read_file(folder.file("empty", "")).value(), "");
  EXPECT_FALSE(read_file(folder.path()));
}

TEST(WriteFile, MakesFoldersAndReplaces) {
  const ScratchFolder folder;
  const auto path = folder.path() / "new" / "deep" / "a";
  ASSERT_TRUE(write_file(path, "first"));
  ASSERT_TRUE(write_file(path, "second"));
  EXPECT_EQ(read_file(path).value(), "second");
  EXPECT_THAT(names_in(path.parent_path()), ElementsAre("a"));
}

TEST(WriteFile, KeepsAPrivateFilePrivate) {
  const ScratchFolder folder;
  using std::filesystem::perms;
  const auto path = folder.file("a", "secret");
  std::filesystem::permissions(path, perms::owner_read | perms::owner_write);
  ASSERT_TRUE(write_file(path, "more secret"));
  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
}

TEST(WriteFile, SaysWhereItCannotWrite) {
  const ScratchFolder folder;
  const auto in_a_file = folder.file("a", "text") / "b";
  const Status status = write_file(in_a_file, "x");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message(), HasSubstr("the folder cannot be made"));
  std::filesystem::create_directories(folder.path() / "full" / "inner");
  EXPECT_THAT(write_file(folder.path() / "full", "x").error().message(), HasSubstr("cannot be replaced"));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a", "full"));
}

TEST(WriteAtomically, AFailedWriteLeavesTheOldFile) {
  const ScratchFolder folder;
  const auto path = folder.file("a", "old");
  const Status failed = write_atomically(path, [](const std::filesystem::path& temporary) -> Status {
    std::ofstream(temporary) << "half of the n";
    return fail("the disk is full", "there", "make room");
  });
  EXPECT_EQ(failed.error().message(), "there: the disk is full (make room)");
  EXPECT_EQ(read_file(path).value(), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a"));
}

TEST(WriteAtomically, AnExceptionLeavesTheOldFile) {
  const ScratchFolder folder;
  const auto path = folder.file("a", "old");
  const auto throwing = [](const std::filesystem::path& temporary) -> Status {
    std::ofstream(temporary) << "half of the n";
    throw std::runtime_error("out of memory");
  };
  EXPECT_THROW((void)write_atomically(path, throwing), std::runtime_error);
  EXPECT_EQ(read_file(path).value(), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a"));
}

TEST(WriteAtomically, AWriterThatWritesNothingIsAnError) {
  const ScratchFolder folder;
  const auto path = folder.file("a", "old");
  EXPECT_FALSE(write_atomically(path, [](const std::filesystem::path&) { return Status(); }));
  EXPECT_EQ(read_file(path).value(), "old");
}

TEST(WriteAtomically, TheOldFileIsThereUntilTheNewOneIsWhole) {
  const ScratchFolder folder;
  const auto path = folder.file("a", "old");
  ASSERT_TRUE(write_atomically(path, [&](const std::filesystem::path& temporary) -> Status {
    EXPECT_EQ(temporary.parent_path(), path.parent_path()) << "a rename between file systems is not atomic";
    std::ofstream(temporary) << "new";
    EXPECT_EQ(read_file(path).value(), "old");
    return {};
  }));
  EXPECT_EQ(read_file(path).value(), "new");
}

TEST(WriteAtomically, WritersDoNotMixTheirFiles) {
  const ScratchFolder folder;
  const auto path = folder.path() / "a";
  std::vector<std::thread> writers;
  writers.reserve(4);
  for (char letter = 'a'; letter < 'e'; ++letter) {
    writers.emplace_back([&, letter] {
      for (int i = 0; i < 20; ++i) EXPECT_TRUE(write_file(path, std::string(20'000, letter)));
    });
  }
  for (auto& writer : writers) writer.join();
  const std::string contents = read_file(path).value();
  EXPECT_EQ(contents, std::string(20'000, contents[0]));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a"));
}

}  // namespace
}  // namespace rotorscope
