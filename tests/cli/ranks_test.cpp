// Learning by two processes as torchrun starts them: the same losses as one process, and what happens when one dies.
#include "tests/formats/scratch_folder.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One that nobody listens at, for now.
int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  ::close(socket);
  return ntohs(address.sin_port);
}

class Ranks : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(tiny())) GTEST_SKIP() << "shared/goldens is not here";
    std::string ids;
    for (int i = 0; i < 1200; ++i) ids += std::to_string((i * 37 + i * i % 101) % 128) + " ";
    ids_ = folder_.file("ids.txt", ids).string();
  }

  static std::string tiny() { return std::string(ROTORSCOPE_TEST_DATA) + "/goldens/tiny_gqa_tied"; }

  [[nodiscard]] std::string learning(const std::string& project, const std::string& more, int steps = 6) const {
    return "learn " + tiny() + " --ids-file " + ids_ + " --project " + (folder_.path() / project).string() +
           " --steps " + std::to_string(steps) + " --seq-len 64 --batch 4 --threads 1 --json " + more;
  }

  /// A process `rank` of `size`; its output goes to NAME.out and NAME.err.
  [[nodiscard]] pid_t start(const std::string& arguments, int rank, int size, int port, const std::string& name) const {
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (size > 0) {
      ::setenv("RANK", std::to_string(rank).c_str(), 1);
      ::setenv("WORLD_SIZE", std::to_string(size).c_str(), 1);
      ::setenv("MASTER_ADDR", "127.0.0.1", 1);
      ::setenv("MASTER_PORT", std::to_string(port).c_str(), 1);
    }
    constexpr mode_t readable = 0600;
    ::dup2(::open((folder_.path() / (name + ".out")).c_str(), O_WRONLY | O_CREAT | O_TRUNC, readable), STDOUT_FILENO);
    ::dup2(::open((folder_.path() / (name + ".err")).c_str(), O_WRONLY | O_CREAT | O_TRUNC, readable), STDERR_FILENO);
    ::execl("/bin/sh", "sh", "-c", ("exec " + std::string(ROTOR_PROGRAM) + " " + arguments).c_str(), nullptr);
    ::_exit(127);
  }

  static int exit_code(pid_t process) {
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }

  [[nodiscard]] std::string output(const std::string& name) const { return contents(folder_.path() / name); }

  [[nodiscard]] json result_of(const std::string& name) const {
    const std::string text = output(name + ".out");
    const std::string body = text.substr(0, text.find_last_not_of('\n') + 1);
    const auto line = body.find_last_of('\n');
    return json::parse(line == std::string::npos ? body : body.substr(line + 1));
  }

  ScratchFolder folder_;
  std::string ids_;
};

TEST_F(Ranks, TwoProcessesWithHalfTheBatchEachLearnAsOneDoes) {
  for (const std::string objective :
       {"ce --warm-start 5", "ce --form merged", "range", "kl --warm-start 0 --holdout 2"}) {
    constexpr double tolerance = 2e-3;
    SCOPED_TRACE(objective);
    // At 8 bits: a last bit that differs in a sum moves few roundings, and those little.
    const std::string more = "--a-bits 8 --kv-bits 8 --objective " + objective;
    ASSERT_EQ(exit_code(start(learning("one.h5", more), 0, 0, 0, "one")), 0) << output("one.err");
    const int port = free_port();
    const pid_t first = start(learning("two.h5", more), 0, 2, port, "first");
    const pid_t second = start(learning("two.h5", more), 1, 2, port, "second");
    ASSERT_EQ(exit_code(first), 0) << output("first.err");
    ASSERT_EQ(exit_code(second), 0) << output("second.err");
    const json alone = result_of("one");
    const json together = result_of("first");
    ASSERT_EQ(together["losses"].size(), alone["losses"].size());
    // KL to the unquantized network is made of roundings alone: from the second step on, those that a last bit moves
    // are all of the difference.
    const std::size_t compared = objective.starts_with("kl") ? 1 : alone["losses"].size();
    for (std::size_t i = 0; i < compared; ++i) {
      const double expected = alone["losses"][i];
      EXPECT_NEAR(together["losses"][i].get<double>(), expected, tolerance * std::abs(expected)) << "step " << i + 1;
    }
    // Before the first step nothing has moved, but for the warm start.
    const double first_tolerance = objective.find("-start 5") == std::string::npos ? 1e-5 : tolerance;
    EXPECT_NEAR(together["losses"][0].get<double>(), alone["losses"][0].get<double>(),
                first_tolerance * std::abs(alone["losses"][0].get<double>()));
    EXPECT_NEAR(together["gradient_norms"][0].get<double>(), alone["gradient_norms"][0].get<double>(),
                (first_tolerance < tolerance ? 1e-3 : 0.1) * alone["gradient_norms"][0].get<double>());
    EXPECT_EQ(output("second.out"), "");  // the first process speaks for all
    for (const char* project : {"one.h5", "two.h5"}) std::filesystem::remove(folder_.path() / project);
  }
}

TEST_F(Ranks, AProcessThatDiesEndsTheRunWithACheckpoint) {
  const int port = free_port();
  const std::string long_run = learning("p.h5", "--checkpoint-every 1", 4000);
  const pid_t first = start(long_run, 0, 2, port, "first");
  const pid_t second = start(long_run, 1, 2, port, "second");
  for (int i = 0; i < 600 && output("first.err").find("step 3/") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ASSERT_THAT(output("first.err"), HasSubstr("step 3/"));
  ::kill(second, SIGKILL);
  EXPECT_EQ(exit_code(second), 1000 + SIGKILL);
  EXPECT_EQ(exit_code(first), 1);
  EXPECT_THAT(output("first.err"), HasSubstr("another process of this run is gone"));
  EXPECT_THAT(output("first.err"), HasSubstr("--resume"));
  // Any number of processes can go on from there: the project has all of it. One step more is enough to see.
  const pid_t resumed = start(learning("p.h5", "--resume", 4000), 0, 0, 0, "resumed");
  for (int i = 0; i < 600 && output("resumed.err").find("/4000") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_THAT(output("resumed.err"), HasSubstr("/4000"));
  EXPECT_THAT(output("resumed.err"), ::testing::Not(HasSubstr("step 1/4000")));
  ::kill(resumed, SIGKILL);
  exit_code(resumed);
}

TEST_F(Ranks, StoppingOneStopsAllAtTheSameStep) {
  const int port = free_port();
  const std::string long_run = learning("p.h5", "", 4000);
  const pid_t first = start(long_run, 0, 2, port, "first");
  const pid_t second = start(long_run, 1, 2, port, "second");
  for (int i = 0; i < 600 && output("first.err").find("step 2/") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ::kill(second, SIGINT);
  const int cancelled = exit_code(second);
  EXPECT_EQ(exit_code(first), cancelled) << output("first.err");
  EXPECT_NE(cancelled, 0);
  EXPECT_THAT(output("first.err"), ::testing::Not(HasSubstr("is gone")));
}

TEST_F(Ranks, WrongPlacesAreRefused) {
  const int port = free_port();
  EXPECT_EQ(exit_code(start(learning("p.h5", ""), 2, 2, port, "beyond")), 1);
  EXPECT_THAT(output("beyond.err"), HasSubstr("rank 2 of 2"));
  const pid_t first = start(learning("p.h5", ""), 0, 3, port, "first");
  const pid_t second = start(learning("p.h5", ""), 1, 3, port, "second");
  const pid_t third = start(learning("p.h5", ""), 2, 3, port, "third");
  EXPECT_NE(exit_code(first), 0);
  EXPECT_NE(exit_code(second), 0);
  EXPECT_NE(exit_code(third), 0);
  EXPECT_THAT(output("first.err"), HasSubstr("4 windows a step cannot be shared evenly by 3 processes"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "p.h5"));
}

}  // namespace
}  // namespace rotorscope
