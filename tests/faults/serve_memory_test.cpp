// The backend, with a limit on its memory: a job that asks for too much fails with an error, and the next one runs.
#include "core/protocol/frame.h"
#include "tests/formats/scratch_folder.h"

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr rlim_t allowance = rlim_t{300} << 20U;

/// `rotor serve`, and the window's ends of its pipes.
class Backend {
 public:
  Backend() {
    int in[2];
    int out[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) ::close(end);
      ::execl(ROTOR_PROGRAM, "rotor", "serve", nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = in[1];
    from_ = out[0];
  }
  ~Backend() {
    ::close(to_);
    ::waitpid(child_, nullptr, 0);
    ::close(from_);
  }
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  /// From now on it may take no more than 300 MiB of addresses beyond what it has.
  void limit_memory() const {
    std::ifstream statm("/proc/" + std::to_string(child_) + "/statm");
    rlim_t pages = 0;
    ASSERT_TRUE(statm >> pages);
    const rlim_t bytes = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + allowance;
    const rlimit limit{bytes, bytes};
    ASSERT_EQ(::prlimit(child_, RLIMIT_AS, &limit, nullptr), 0);
  }

  void send(const json& message) const {
    const std::string frame = encode_frame(message);
    ASSERT_EQ(::write(to_, frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
  }
  /// The result or error of a request; an empty object if the backend has ended.
  json answer(int id, const std::string& operation, const json& body) {
    send({{"type", "request"}, {"id", id}, {"operation", operation}, {"body", body}});
    std::vector<char> buffer(1 << 16);
    while (true) {
      while (true) {
        const auto message = reader_.next();
        if (!message || !*message) break;
        const std::string type = (*message)->value("type", "");
        if ((type == "result" || type == "error") && (*message)->value("id", -1) == id) return **message;
      }
      const ssize_t count = ::read(from_, buffer.data(), buffer.size());
      if (count <= 0) return json::object();
      reader_.feed(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  pid_t child_ = -1;
  int to_ = -1, from_ = -1;
  FrameReader reader_;
};

TEST(ServeMemory, AnAllocationThatFailsEndsTheJobAndNotTheProgram) {
  const ScratchFolder folder;
  std::string ids;
  for (int i = 0; i < 400'000; ++i) ids += i % 2 == 0 ? "5 " : "7 ";
  const std::string file = folder.file("ids", ids).string();
  const std::string model = std::string(ROTORSCOPE_FAMILIES) + "/llama";
  Backend backend;
  backend.send({{"type", "hello"}, {"protocol", protocol_version}});
  json inspect = {{"model", model}, {"text", {{"ids_file", file}}}, {"tokens", 64}, {"runtime", {{"threads", 2}}}};
  ASSERT_EQ(backend.answer(0, "inspect", inspect).value("type", ""), "result");
  backend.limit_memory();
  // The activations of so many tokens are 900 MB.
  inspect["tokens"] = 400'000;
  const json failed = backend.answer(1, "inspect", inspect);
  ASSERT_EQ(failed.value("type", "the backend has ended"), "error");
  EXPECT_THAT(failed.at("what").get<std::string>(), HasSubstr("not enough memory"));
  EXPECT_FALSE(failed.at("hint").get<std::string>().empty());
  inspect["tokens"] = 64;
  const json done = backend.answer(2, "inspect", inspect);
  EXPECT_EQ(done.value("type", "the backend has ended"), "result") << done;
}

TEST(ServeMemory, AFrameOfOtherTypesEndsItQuietly) {
  Backend backend;
  backend.send({{"type", 7}, {"id", "x"}});
  EXPECT_EQ(backend.answer(1, "devices", json::object()), json::object());
}

}  // namespace
}  // namespace rotorscope
