// Writes that fail, are killed, or meet another writer leave the project whole.
#include "core/formats/project/project_file.h"
#include "tests/project/samples.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using namespace testing;

/// Names of the files in a folder.
std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

TEST(ProjectInterruption, AFailedWriteChangesNothing) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const StoredInspection next = sample_inspection(40);
  const Status failed = project.write_inspection(next, [&](std::size_t i) -> Result<StoredSite> {
    if (i == 1) return fail("the disk is full", "somewhere");
    return sample_site(next, i);
  });
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), HasSubstr("the disk is full"));
  EXPECT_EQ(project.read_site(1, "down_in")->summary.channels, 6);
  EXPECT_TRUE(read_everything(project.path()));
  EXPECT_THAT(files_in(folder.path()), ::testing::ElementsAre("p.h5"));
}

TEST(ProjectInterruption, AnExceptionChangesNothing) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const StoredInspection next = sample_inspection(40);
  const auto throwing = [](std::size_t) -> Result<StoredSite> { throw std::runtime_error("out of memory"); };
  EXPECT_THROW((void)project.write_inspection(next, throwing), std::runtime_error);
  EXPECT_TRUE(read_everything(project.path()));
  EXPECT_THAT(files_in(folder.path()), ::testing::ElementsAre("p.h5"));
  EXPECT_TRUE(project.append_evaluation(sample_evaluation(3)));
}

TEST(ProjectInterruption, AFullDiskChangesNothing) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const StoredInspection next = sample_inspection(100'000);
  const auto write = [&] {
    return project.write_inspection(next, [&](std::size_t i) { return sample_site(next, i); });
  };
  // a limit on the size of files makes writes fail in the same places as a full disk
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{300'000, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status failed = write();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), HasSubstr("free space"));
  EXPECT_TRUE(read_everything(project.path()));
  EXPECT_THAT(files_in(folder.path()), ::testing::ElementsAre("p.h5"));
  EXPECT_TRUE(write());
  EXPECT_EQ(project.read_site(0, "attn_in")->summary.channels, 100'000);
}

TEST(ProjectInterruption, AKillAtAnyMomentLeavesAWholeProject) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  int last = 0;
  for (int round = 0; round < 12; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int step = last + 1;; ++step) {
        const LearnCheckpoint checkpoint = sample_checkpoint(step + 1);
        if (!project.write_run(sample_run("run 1", step), &checkpoint)) ::_exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(40 + 7 * round));
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    const Status whole = read_everything(project.path());
    ASSERT_TRUE(whole) << whole.error().message();
    const auto run = project.read_run("run 1");
    const auto checkpoint = project.read_checkpoint("run 1");
    ASSERT_TRUE(run && checkpoint);
    EXPECT_EQ(run->steps.size() + 1, static_cast<std::size_t>(checkpoint->next_step))
        << "curve and checkpoint of one write";
    EXPECT_GE(static_cast<int>(run->steps.size()), last);
    last = static_cast<int>(run->steps.size());
  }
  EXPECT_GT(last, 5) << "no write got through before its program was killed";
  ASSERT_TRUE(project.append_evaluation(sample_evaluation(3)));
  EXPECT_THAT(files_in(folder.path()), ::testing::ElementsAre("p.h5")) << "leftovers of killed writes are removed";
}

TEST(ProjectInterruption, AReaderMeetsAWholeProjectWhileAnotherProgramWrites) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    for (int step = 1;; ++step) {
      const LearnCheckpoint checkpoint = sample_checkpoint(step % 50 + 1);
      if (!project.write_run(sample_run("run 1", step % 50), &checkpoint)) ::_exit(1);
    }
  }
  for (int i = 0; i < 150; ++i) {
    const Status whole = read_everything(project.path());
    EXPECT_TRUE(whole) << "read " << i << ": " << whole.error().message();
    if (!whole) break;
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer failed";
}

/// Runs `body` while another program holds the project's lock for `held`.
template <class Body>
void while_locked(const std::filesystem::path& project, std::chrono::milliseconds held, Body body) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const int lock = ::open((project.string() + ".lock").c_str(), O_RDWR | O_CREAT, 0644);
    const bool locked = ::flock(lock, LOCK_EX) == 0 && ::write(ready[1], "x", 1) == 1;
    std::this_thread::sleep_for(held);
    ::_exit(locked ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  body();
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(ProjectInterruption, SaysThatAnotherProgramIsWriting) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  project.set_patience(std::chrono::milliseconds(100));
  while_locked(project.path(), std::chrono::seconds(60), [&] {
    const Status busy = project.append_evaluation(sample_evaluation(3));
    ASSERT_FALSE(busy);
    EXPECT_THAT(busy.error().message(), HasSubstr("another program is writing this project"));
    EXPECT_FALSE(busy.error().hint.empty());
    EXPECT_TRUE(read_everything(project.path())) << "reading goes on";
  });
  EXPECT_EQ(project.contents()->evaluations.size(), 1U);
  EXPECT_TRUE(project.append_evaluation(sample_evaluation(3))) << "the lock of a killed program holds nobody up";
}

TEST(ProjectInterruption, WaitsForAnotherProgramThatIsSoonDone) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  project.set_patience(std::chrono::seconds(60));
  while_locked(project.path(), std::chrono::milliseconds(150),
               [&] { EXPECT_TRUE(project.append_evaluation(sample_evaluation(3))); });
  EXPECT_EQ(project.contents()->evaluations.size(), 2U);
}

TEST(ProjectInterruption, WritersLoseNothingOfEachOther) {
  const ScratchFolder folder;
  const auto project = full_project(folder.path() / "p.h5");
  std::vector<pid_t> children;
  for (int program = 0; program < 2; ++program) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto mine = project;
      mine.set_patience(std::chrono::seconds(60));
      for (int i = 0; i < 10; ++i) {
        if (!mine.append_evaluation(sample_evaluation(100 * program + i))) ::_exit(1);
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  std::vector<std::thread> threads;
  threads.reserve(2);
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([mine = project]() mutable {
      mine.set_patience(std::chrono::seconds(60));
      for (int i = 0; i < 5; ++i) EXPECT_TRUE(mine.append_evaluation(sample_evaluation(i)));
    });
  }
  for (auto& thread : threads) thread.join();
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(project.contents()->evaluations.size(), 31U);
}

TEST(ProjectInterruption, SaysThatAFolderCannotBeWritten) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  using std::filesystem::perms;
  const perms writing = perms::owner_write | perms::group_write | perms::others_write;
  std::filesystem::permissions(folder.path(), perms::all & ~writing);
  // root may write everywhere, so that the child goes on as nobody
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (::geteuid() == 0 && ::seteuid(nobody) != 0) ::_exit(2);
    const Status whole = read_everything(project.path());
    const Status denied = project.append_evaluation(sample_evaluation(3));
    const bool said = !denied && denied.error().message().find("cannot be written") != std::string::npos;
    ::_exit(said && whole ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  std::filesystem::permissions(folder.path(), perms::owner_all);
}

}  // namespace
}  // namespace rotorscope
