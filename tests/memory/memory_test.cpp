// Models larger than the memory limit: the same results as without one, and a process that stays below it.
#include "core/base/byte_size.h"
#include "tests/formats/scratch_folder.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;

struct Finished {
  int exit_code = -1;
  std::int64_t peak_bytes = 0;  ///< resident
  json result;
  std::string errors;
};

class Memory : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string ids;
    for (int i = 0; i < 400; ++i) ids += std::to_string((i * 37 + i * i % 101) % 128) + " ";
    ids_ = folder_.file("ids.txt", ids).string();
  }

  /// 16 layers of 1024 channels: 0.5 GB in the file, 1 GB in float32, 2 GB with what is made of it.
  void make_model() {
    const std::string script = std::string(ROTORSCOPE_TEST_FOLDER) + "/memory/make_large_model.py ";
    ASSERT_EQ(std::system(("python3 " + script + model_).c_str()), 0);
  }

  [[nodiscard]] Finished rotor(const std::string& arguments) const {
    const std::string out = (folder_.path() / "out").string();
    const std::string err = (folder_.path() / "err").string();
    const pid_t child = ::fork();
    if (child == 0) {
      ::setenv("TMPDIR", folder_.path().c_str(), 1);
      constexpr mode_t readable = 0600;
      ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, readable), STDOUT_FILENO);
      ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, readable), STDERR_FILENO);
      ::execl("/bin/sh", "sh", "-c", ("exec " + std::string(ROTOR_PROGRAM) + " " + arguments).c_str(), nullptr);
      ::_exit(127);
    }
    int status = 0;
    rusage used{};
    ::wait4(child, &status, 0, &used);
    Finished finished;
    finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    finished.peak_bytes = std::int64_t{used.ru_maxrss} * 1024;
    std::ifstream errors(err);
    finished.errors = {std::istreambuf_iterator<char>(errors), {}};
    std::ifstream lines(out);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("{")) finished.result = json::parse(line);
    }
    return finished;
  }

  static void expect_below(const Finished& finished, std::int64_t limit, const std::string& work) {
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    EXPECT_LT(finished.peak_bytes, limit) << work;
    std::printf("%s: peak of %lld MiB, limit %lld MiB\n", work.c_str(),
                static_cast<long long>(finished.peak_bytes / mebibyte), static_cast<long long>(limit / mebibyte));
  }

  ScratchFolder folder_;
  std::string model_ = (folder_.path() / "model").string(), ids_;
};

// One test, for the model is made once.
TEST_F(Memory, WorkOnAModelLargerThanTheLimitStaysBelowIt) {
  make_model();
  const std::string on_model = model_ + " --ids-file " + ids_;
  const std::string eval = "eval " + on_model + " --seq-len 128 --windows 2 --json ";
  const std::string quantized = eval + "--rotation hadamard --scheme W4A8KV8 --w-clip-search off";
  const Finished limited = rotor(quantized + " --memory 900MiB");
  expect_below(limited, 900 * mebibyte, "eval");
  const Finished whole = rotor(quantized);
  ASSERT_EQ(whole.exit_code, 0) << whole.errors;
  EXPECT_GT(whole.peak_bytes, 1500 * mebibyte);  // without it more is taken
  EXPECT_EQ(limited.result["perplexity"], whole.result["perplexity"]);

  expect_below(
      rotor(eval + "--w-bits 4 --w-method gptq --w-clip-search off --calibration-tokens 256 --memory 1400MiB " +
            "--calibration-ids " + ids_),
      1400 * mebibyte, "GPTQ and eval");
  expect_below(rotor("inspect " + on_model + " --tokens 128 --rotation hadamard --json --memory 900MiB"),
               900 * mebibyte, "inspect");
  expect_below(rotor("learn " + on_model + " --project " + (folder_.path() / "p.h5").string() +
                     " --objective range --tokens 128 --steps 4 --json --memory 1GiB"),
               1024 * mebibyte, "learn --objective range");
}

TEST_F(Memory, ALimitThatIsTooSmallIsRefused) {
  const std::string tiny = std::string(ROTORSCOPE_TEST_DATA) + "/goldens/tiny_gqa_tied";
  if (!std::filesystem::exists(tiny)) GTEST_SKIP() << "shared/goldens is not here";
  const Finished finished = rotor("eval " + tiny + " --ids-file " + ids_ + " --seq-len 32 --memory 100MiB");
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.errors, HasSubstr("more than the limit of"));
  EXPECT_THAT(finished.errors, HasSubstr("--memory"));
  EXPECT_EQ(rotor("eval " + tiny + " --ids-file " + ids_ + " --memory lots").exit_code, 2);
}

TEST(Bytes, AreWrittenAsPeopleDo) {
  EXPECT_EQ(parse_bytes("4GiB").value(), std::int64_t{4} << 30);
  EXPECT_EQ(parse_bytes("512M").value(), 512 * mebibyte);
  EXPECT_EQ(parse_bytes("1.5G").value(), 1536 * mebibyte);
  EXPECT_EQ(parse_bytes("4096").value(), 4096);
  for (const char* wrong : {"", "GiB", "-1", "4 GiB", "4gib", "1e300", "nan"})
    EXPECT_FALSE(parse_bytes(wrong)) << wrong;
}

}  // namespace
}  // namespace rotorscope
