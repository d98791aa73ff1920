// The command-line contract: exit codes, the JSON of the last line, help, and runs that survive being killed.
#include "tests/formats/scratch_folder.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

struct Finished {
  int exit_code = -1;
  std::string out, err;

  /// The last line of standard output.
  [[nodiscard]] json result() const {
    const std::string text = out.substr(0, out.find_last_not_of('\n') + 1);
    const auto line = text.find_last_of('\n');
    return json::parse(line == std::string::npos ? text : text.substr(line + 1));
  }
};

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string ids;
    for (int i = 0; i < 1200; ++i) ids += std::to_string((i * 37 + i * i % 101) % 128) + " ";
    ids_ = folder_.file("ids.txt", ids).string();
  }

  [[nodiscard]] Finished rotor(const std::string& arguments) const {
    const std::string errors = (folder_.path() / "stderr.txt").string();
    Finished finished;
    FILE* pipe = ::popen((std::string(ROTOR_PROGRAM) + " " + arguments + " 2>'" + errors + "'").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("rotor cannot be started");
    char buffer[4096];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) finished.out.append(buffer, count);
    const int status = ::pclose(pipe);
    finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    finished.err = contents(errors);
    return finished;
  }

  /// "'…/goldens/tiny_gqa_tied'"; skips where it is absent.
  static std::string tiny() { return std::string(ROTORSCOPE_TEST_DATA) + "/goldens/tiny_gqa_tied"; }
  static bool has_goldens() { return std::filesystem::exists(tiny()); }

  [[nodiscard]] std::string learn_arguments(const std::string& project, int steps = 60) const {
    return "learn " + tiny() + " --ids-file " + ids_ + " --project " + (folder_.path() / project).string() +
           " --steps " + std::to_string(steps) + " --seq-len 64 --batch 1 --checkpoint-every 2 --threads 1 --json";
  }

  /// Starts rotor and sends `signal` as soon as it says that it did step `step`; the wait status.
  [[nodiscard]] int interrupted(const std::string& arguments, int step, int signal) const {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(ends[1], STDERR_FILENO);
      ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      // exec, so that the signal reaches rotor itself
      ::execl("/bin/sh", "sh", "-c", ("exec " + std::string(ROTOR_PROGRAM) + " " + arguments).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    FILE* errors = ::fdopen(ends[0], "r");
    const std::string wanted = "step " + std::to_string(step) + "/";
    char line[512];
    while (std::fgets(line, sizeof line, errors) != nullptr) {
      if (std::string(line).find(wanted) != std::string::npos) ::kill(child, signal);
    }
    std::fclose(errors);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }

  ScratchFolder folder_;
  std::string ids_;
};

TEST_F(Cli, EverySubcommandHasHelp) {
  const Finished top = rotor("--help");
  EXPECT_EQ(top.exit_code, 0);
  for (const char* name : {"info", "tokenize", "logits", "inspect", "learn", "eval", "sweep", "sensitivity", "ablate",
                           "compare", "export", "serve", "devices", "bench"}) {
    EXPECT_THAT(top.out, HasSubstr(name));
    const Finished help = rotor(std::string(name) + " --help");
    EXPECT_EQ(help.exit_code, 0) << name;
    EXPECT_THAT(help.out, HasSubstr(name));
  }
}

TEST_F(Cli, WrongUsageIsExitCode2) {
  for (const char* arguments :
       {"", "fly", "info", "info a --wings", "eval a --scheme W1A1", "eval a --r1 maybe", "eval a --a-bits four",
        "eval a --tasks piqa", "eval a --perplexity maybe", "logits a", "logits a --ids 1 --text b", "learn a",
        "eval a --target onnx", "eval a --mixed lm_head=4", "eval a --w-grid e9", "compare a",
        "sensitivity a --by wish", "inspect a --text b --ids-file c", "eval a --dtype f8"}) {
    const Finished finished = rotor(arguments);
    EXPECT_EQ(finished.exit_code, 2) << arguments << "\n" << finished.err;
    EXPECT_FALSE(finished.err.empty() && finished.out.empty()) << arguments;
  }
}

TEST_F(Cli, FailuresAreExitCode1AndOneLine) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  for (const std::string& arguments :
       {std::string("info /nowhere/model.gguf"), "info " + ids_, "eval " + tiny() + " --ids-file /nowhere/ids",
        "eval " + tiny() + " --ids-file " + ids_ + " --seq-len 4096",
        "eval " + tiny() + " --a-bits 9 --ids-file " + ids_, "eval " + tiny() + " --device cuda:0 --ids-file " + ids_,
        "logits " + tiny() + " --ids 500",
        "export " + tiny() + " --target hf --r4 on --rotation hadamard --out " + (folder_.path() / "e").string(),
        // combinations that a target's engines cannot run
        "export " + tiny() + " --target gguf --gguf-type Q8_0 --out " + (folder_.path() / "e.gguf").string(),
        "export " + tiny() + " --target compressed-tensors --scheme W4A4KV16 --out " + (folder_.path() / "e").string(),
        "export " + tiny() + " --target compressed-tensors --scheme W4A16KV4 --out " + (folder_.path() / "e").string(),
        "export " + tiny() + " --target compressed-tensors --scheme W8A8KV16 --a-symmetric off --out " +
            (folder_.path() / "e").string(),
        "export " + tiny() + " --target gptq --scheme W4A16KV16 --rotation hadamard --r4 on --out " +
            (folder_.path() / "e").string(),
        "eval " + tiny() + " --target gguf --rotation hadamard --r4 on --ids-file " + ids_,
        "learn " + tiny() + " --target gguf --r4 on --project " + (folder_.path() / "p.h5").string() + " --ids-file " +
            ids_}) {
    const Finished finished = rotor(arguments);
    EXPECT_EQ(finished.exit_code, 1) << arguments;
    EXPECT_TRUE(finished.out.empty()) << finished.out;
    // Progress may stand above it.
    const std::string error = finished.err.substr(finished.err.find_last_of('\n', finished.err.size() - 2) + 1);
    EXPECT_EQ(error.rfind("rotor: ", 0), 0U) << finished.err;
    EXPECT_EQ(finished.err.find("rotor: "), finished.err.rfind("rotor: ")) << "said once";
  }
}

TEST_F(Cli, TheLastLineIsOneJsonObject) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  const std::string text = " --ids-file " + ids_;
  Finished finished = rotor("info " + tiny() + " --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.result().at("layers"), 3);
  EXPECT_EQ(finished.result().at("architecture"), "llama");

  finished = rotor("logits " + tiny() + " --ids 1,2,3 --top 4 --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.result().at("top").size(), 4U);
  const double plain = finished.result()["top"][0]["logit"];
  finished = rotor("logits " + tiny() + " --ids 1,2,3 --rotation orthogonal --seed 4 --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_NEAR(finished.result()["top"][0]["logit"].get<double>(), plain, 1e-3 * std::abs(plain));

  finished = rotor("inspect " + tiny() + text + " --tokens 64 --rotation hadamard --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json site = finished.result().at("sites").at(0);
  for (const char* key :
       {"layer", "site", "channels", "absmax", "outlier_ratio", "kurtosis", "sqnr_db", "top_channels", "after"}) {
    EXPECT_TRUE(site.contains(key)) << key;
  }

  finished = rotor("eval " + tiny() + text +
                   " --seq-len 64 --windows 2 --scheme W3A16KV16 --w-method gptq --act-order on --damping 0.02"
                   " --calibration-tokens 512 --calibration-ids " +
                   ids_ + " --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_GT(finished.result().at("quantize_seconds").get<double>(), 0);
  EXPECT_NE(finished.err.find("GPTQ: 3 layers quantized to 3 bits"), std::string::npos) << finished.err;
  finished = rotor("eval " + tiny() + text + " --seq-len 64 --windows 2 --compare --scheme W8A8KV8 --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.result().at("tokens"), 126);
  for (const char* key : {"perplexity", "kl", "top1_agreement", "seconds", "peak_memory_bytes"}) {
    EXPECT_TRUE(finished.result().contains(key)) << key;
  }

  finished = rotor("sweep " + tiny() + text + " --seq-len 64 --windows 1 --kind hadamard --seeds 2 --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.result().at("perplexities").size(), 2U);

  const auto out = folder_.path() / "exported";
  finished = rotor("export " + tiny() + text +
                   " --target hf --rotation hadamard --weights-dtype f32 --verify --seq-len 64 --out " + out.string() +
                   " --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json verified = finished.result().at("verified");
  EXPECT_NEAR(verified.at("perplexity").get<double>(), verified.at("original_perplexity").get<double>(),
              1e-3 * verified.at("original_perplexity").get<double>());
  EXPECT_TRUE(std::filesystem::exists(out / "config.json"));

  const auto packed = folder_.path() / "packed";
  const std::string grid = " --target compressed-tensors --scheme W4A16KV16 --w-group 16";
  finished = rotor("export " + tiny() + text + grid + " --rotation hadamard --verify --seq-len 64 --out " +
                   packed.string() + " --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json reopened = finished.result().at("verified");
  EXPECT_NEAR(reopened.at("perplexity").get<double>(), reopened.at("quantized_perplexity").get<double>(),
              2e-2 * reopened.at("quantized_perplexity").get<double>());
  EXPECT_TRUE(std::filesystem::exists(packed / "recipe.json"));
  finished = rotor("info " + packed.string() + " --json");
  EXPECT_EQ(finished.exit_code, 0) << finished.err;

  finished = rotor("devices --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.result().at("devices").at(0).at("id"), "cpu");
}

TEST_F(Cli, EvalScoresZeroShotTasks) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  const auto model = folder_.path() / "tiny with tokenizer";
  std::filesystem::copy(tiny(), model);
  json vocabulary = json::object();  // a token a printable byte
  for (int i = 0; i < 94; ++i) vocabulary[std::string(1, static_cast<char>('!' + i))] = i;
  vocabulary["\u0120"] = 94;  // a space
  vocabulary["\u010A"] = 95;  // the end of a line
  const json tokenizer = {{"version", "1.0"},
                          {"added_tokens", json::array()},
                          {"normalizer", nullptr},
                          {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}}},
                          {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", json::array()}}}};
  (void)folder_.file("tiny with tokenizer/tokenizer.json", tokenizer.dump());
  const auto labels = folder_.file("labels.lst", "1\n0\n");
  const auto piqa = folder_.file("piqa.jsonl", R"({"goal": "Open a tin", "sol1": "sing", "sol2": "use a tin opener"})"
                                               "\n"
                                               R"({"goal": "Dry a cup", "sol1": "use a towel", "sol2": "use a hose"})"
                                               "\n");
  const auto arc = folder_.file(
      "arc.jsonl", R"({"question": "What floats?", "choices": {"text": ["ice", "iron"], "label": ["A", "B"]}, )"
                   R"("answerKey": "A"})");
  const std::string run = "eval '" + model.string() +
                          "' --perplexity off --rotation hadamard --scheme W8A8KV8 --tasks piqa=" + piqa.string() +
                          "," + labels.string() + " arc_easy=" + arc.string();
  Finished finished = rotor(run + " --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json result = finished.result();
  EXPECT_FALSE(result.contains("perplexity"));
  EXPECT_EQ(result.at("tasks").size(), 2U);
  EXPECT_EQ(result.at("tasks").at("piqa").at("n"), 2);
  for (const char* key : {"acc", "acc_norm", "acc_stderr", "acc_norm_stderr"}) {
    EXPECT_TRUE(result.at("tasks").at("arc_easy").contains(key)) << key;
  }
  finished = rotor(run + " --limit 1 --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.result().at("tasks").at("piqa").at("n"), 1);
  finished = rotor("eval '" + model.string() + "' --ids-file " + ids_ +
                   " --seq-len 64 --windows 1 --tasks arc_easy=" + arc.string());
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("perplexity "));
  EXPECT_THAT(finished.out, HasSubstr("arc_easy: acc "));

  finished = rotor("eval '" + model.string() + "' --tasks arc_easy=" + piqa.string());
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("piqa.jsonl, line 1"));
  finished = rotor("eval '" + model.string() + "' --tasks quiz=" + piqa.string());
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("choose one of arc_challenge"));
}

TEST_F(Cli, BenchPrintsRatiosGoalsAndWhetherTheyAreMet) {
  Finished finished = rotor("bench --only cayley-576 --only statistics-1536 --seconds 0.2 --json");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json rows = finished.result().at("rows");
  ASSERT_EQ(rows.size(), 3U);
  for (const json& row : rows) {
    if (row.at("name") == "statistics-1536-read-cached") {
      EXPECT_EQ(row.at("goal"), "");
      EXPECT_TRUE(row.at("goal_met").is_null());
      continue;
    }
    EXPECT_TRUE(row.at("work").is_string() && row.at("against").is_string()) << row;
    EXPECT_GT(row.at("ratio").get<double>(), 0) << row;
    const std::string goal = row.at("goal");
    ASSERT_EQ(goal.rfind("≤ ", 0), 0U) << goal;
    EXPECT_EQ(row.at("goal_met").get<bool>(),
              row.at("ratio").get<double>() <= std::stod(goal.substr(std::string("≤ ").size())))
        << row;
  }
  finished = rotor("bench --only statistics-1536 --seconds 0.01");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("reading the same bytes"));
  finished = rotor("bench --list");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("cayley-576\n"));
  EXPECT_EQ(rotor("bench --only flying").exit_code, 1);
  EXPECT_EQ(rotor("bench --seconds 0").exit_code, 2);
}

TEST_F(Cli, AKilledLearningRunResumesAsIfItHadNotBeen) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  const Finished whole = rotor(learn_arguments("whole.h5"));
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const int status = interrupted(learn_arguments("killed.h5"), 7, SIGKILL);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it ended before it could be killed";
  const Finished resumed = rotor(learn_arguments("killed.h5") + " --resume");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  const auto expected = whole.result().at("losses").get<std::vector<double>>();
  const auto actual = resumed.result().at("losses").get<std::vector<double>>();
  ASSERT_EQ(expected.size(), 60U);
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-6) << "step " << i + 1;
}

TEST_F(Cli, AnInterruptedRunIsExitCode130AndKeepsItsSteps) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  const int status = interrupted(learn_arguments("stopped.h5", 2000), 5, SIGINT);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "stopped.h5"));
}

TEST_F(Cli, StudiesGiveTheirRows) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  const std::string common = " " + tiny() + " --ids-file " + ids_ + " --seq-len 64 --windows 2 --threads 1 --json";
  const Finished ranked = rotor("sensitivity" + common + " --scheme W16A3KV16 --rotation hadamard --by layer");
  ASSERT_EQ(ranked.exit_code, 0) << ranked.err;
  ASSERT_EQ(ranked.result().at("rows").size(), 3U);
  EXPECT_GE(ranked.result()["rows"][0]["rise"].get<double>(), ranked.result()["rows"][1]["rise"].get<double>());
  const Finished ablated = rotor("ablate" + common + " --scheme W16A4KV4");
  ASSERT_EQ(ablated.exit_code, 0) << ablated.err;
  EXPECT_EQ(ablated.result().at("rows").size(), 16U);
  const std::string out = (folder_.path() / "table.md").string();
  const std::string arguments = "compare" + common +
                                " --scenarios W16A4KV4 --methods rtn,quarot --clips off --project " +
                                (folder_.path() / "c.h5").string() + " --out " + out;
  const Finished compared = rotor(arguments);
  ASSERT_EQ(compared.exit_code, 0) << compared.err;
  const json rows = compared.result().at("rows");
  ASSERT_EQ(rows.size(), 2U);
  for (const char* field : {"method", "scenario", "perplexity", "seconds"})
    EXPECT_TRUE(rows[0].contains(field)) << field;
  EXPECT_THAT(contents(out), HasSubstr("| quarot |"));
  EXPECT_EQ(rotor(arguments).result().at("measured"), 0);
}

TEST_F(Cli, EveryWayToQuantizeIsAnOption) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  for (const char* options :
       {"--w-bits 2 --w-grid e8 --w-method gptq --rotation quip-hadamard", "--w-bits 3 --rotation quip",
        "--mixed down_proj=8 0-1.down_in=5 --w-bits 4", "--head-bits 8 --embedding-bits 8",
        "--a-bits 4 --clip-search on --rotation hadamard", "--kv-bits 4 --k-pre-rope on --rotation hadamard"}) {
    const Finished finished = rotor("eval " + tiny() + " --ids-file " + ids_ + " --calibration-ids " + ids_ +
                                    " --calibration-tokens 128 --seq-len 64 --windows 1 --threads 1 --json " + options);
    ASSERT_EQ(finished.exit_code, 0) << options << finished.err;
    EXPECT_GT(finished.result().at("perplexity").get<double>(), 1) << options;
  }
}

TEST_F(Cli, LearnsScalesByTheBestRecipe) {
  if (!has_goldens()) GTEST_SKIP() << "shared/goldens is not here";
  const Finished learned = rotor("learn " + tiny() + " --ids-file " + ids_ + " --project " +
                                 (folder_.path() / "b.h5").string() + " --recipe best --steps 20 --threads 1 --json");
  ASSERT_EQ(learned.exit_code, 0) << learned.err;
  EXPECT_GE(learned.result().at("held_out_start").get<double>(), learned.result().at("held_out_best").get<double>());
}

}  // namespace
}  // namespace rotorscope
