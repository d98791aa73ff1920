// Learning runs: what they leave behind, and that an interrupted one goes on as if it had not been.
#include "tests/pipeline/tiny_workspace.h"

#include <functional>

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::message_of;
using testing::tiny_model;

/// Asks for a stop at a step, as a user who presses Cancel does.
class StopAt final : public Reporter {
 public:
  explicit StopAt(int step) : step_(step) {}
  void advance(std::int64_t, std::int64_t, const std::string&) override {}
  void log(const std::string&) override {}
  void partial(std::string_view kind, const nlohmann::json& body) override {
    kinds_[std::string(kind)]++;
    if (kind == "learn_step" && body.at("step").get<int>() == step_) source_.request_stop();
  }
  void wait_while_paused(std::stop_token) override {}
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  [[nodiscard]] int count(const std::string& kind) const { return kinds_.contains(kind) ? kinds_.at(kind) : 0; }

 private:
  int step_;
  std::stop_source source_;
  std::map<std::string, int> kinds_;
};

class Learning : public testing::TinyWorkspace {
 protected:
  [[nodiscard]] LearnRequest request(const std::string& project) const {
    LearnRequest r;
    r.model = tiny_model();
    r.text = text_;
    r.project = project.empty() ? "" : path(project);
    r.steps = 8;
    r.seq_len = 64;
    r.batch = 2;
    r.momentum = 0.5;
    r.checkpoint_every = 3;
    r.runtime.threads = 1;
    return r;
  }
  static LearnOutcome learned(Workspace& workspace, const LearnRequest& r) {
    NoReport report;
    const auto outcome = learn(workspace, r, report, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? *outcome : LearnOutcome{};
  }
  std::string refused(const LearnRequest& r) { return message_of(learn(workspace_, r, report_, never_stopped())); }
};

TEST_F(Learning, LeavesOrthogonalMatricesACurveAndARotation) {
  const LearnOutcome outcome = learned(workspace_, request("p.h5"));
  EXPECT_EQ(outcome.run, "run 1");
  EXPECT_EQ(outcome.losses.size(), 8U);
  EXPECT_LT(outcome.orthogonality_error, 1e-10);
  EXPECT_GT(outcome.tokens_per_second, 0);
  EXPECT_EQ(outcome.best_loss, *std::min_element(outcome.losses.begin(), outcome.losses.end()));
  Workspace reopened;
  const auto contents = open_project(reopened, {path("p.h5"), {}});
  ASSERT_TRUE(contents) << contents.error().message();
  ASSERT_EQ(contents->runs.size(), 1U);
  EXPECT_TRUE(contents->runs[0].finished);
  EXPECT_EQ(contents->runs[0].steps.size(), 8U);
  EvalRequest eval;
  eval.model = tiny_model();
  eval.text = text_;
  eval.seq_len = 64;
  eval.windows = 2;
  eval.quant.a_bits = 4;
  eval.rotation.source = "learned";
  const auto kept = evaluate(workspace_, eval, report_, never_stopped());
  eval.rotation.source = path("p.h5");
  const auto stored = evaluate(reopened, eval, report_, never_stopped());
  ASSERT_TRUE(kept && stored);
  EXPECT_NEAR(stored->perplexity, kept->perplexity, 1e-6 * kept->perplexity);
}

TEST_F(Learning, AResumedRunRepeatsAnUninterruptedOne) {
  for (const char* objective : {"ce", "kl", "range", "ce with scales and R4"}) {
    LearnRequest r = request(std::string(objective) + ".h5");
    r.objective = std::string(objective).substr(0, std::string(objective).find(' '));
    if (r.objective != objective) {
      r.scales = "on";
      r.site_weights = "fisher";
      r.holdout = 1;
      r.holdout_every = 2;
      r.r4_block = 8;
      r.r4_steps = 10;
    }
    r.topk = 32;
    LearnRequest whole = r;
    whole.project.clear();
    Workspace undisturbed;
    const LearnOutcome expected = learned(undisturbed, whole);
    StopAt report(5);
    Workspace first;
    const auto cancelled = learn(first, r, report, report.token());
    ASSERT_FALSE(cancelled);
    EXPECT_TRUE(cancelled.error().cancelled);
    Workspace second;  // another process, in effect
    r.resume = true;
    const LearnOutcome resumed = learned(second, r);
    EXPECT_EQ(resumed.losses, expected.losses) << objective;
    EXPECT_EQ(resumed.gradient_norms, expected.gradient_norms) << objective;
    EXPECT_EQ(resumed.best_step, expected.best_step);
    EXPECT_EQ(resumed.held_out_start, expected.held_out_start);
    EXPECT_EQ(resumed.held_out_best, expected.held_out_best);
    EXPECT_THAT(message_of(learn(second, r, report_, never_stopped())), HasSubstr("no unfinished run"));
  }
}

TEST_F(Learning, ARunWithoutAProjectIsResumedInItsSession) {
  const LearnOutcome expected = learned(workspace_, request(""));
  Workspace session;
  StopAt report(4);
  ASSERT_FALSE(learn(session, request(""), report, report.token()));
  EXPECT_EQ(report.count("learn_step"), 4);
  LearnRequest r = request("");
  r.resume = true;
  EXPECT_EQ(learned(session, r).losses, expected.losses);
}

TEST_F(Learning, SendsTheWatchedSiteAlong) {
  inspected("none");
  SiteViewRequest watched;
  watched.rotations = {RotationSpec{}, RotationSpec{"learned"}};
  workspace_.watch(watched);
  StopAt report(100);
  ASSERT_TRUE(learn(workspace_, request(""), report, report.token()));
  EXPECT_EQ(report.count("learn_step"), 8);
  EXPECT_GE(report.count("site_view"), 1);
}

TEST_F(Learning, LowersTheLayerWiseLoss) {
  LearnRequest r = request("");
  r.objective = "range";
  r.steps = 60;
  r.tokens = 256;
  r.momentum = 0;
  const LearnOutcome outcome = learned(workspace_, r);
  EXPECT_LT(outcome.losses.back(), 0.99 * outcome.losses.front());
}

TEST_F(Learning, ErrorsSayWhatIsWrong) {
  LearnRequest r = request("");
  r.objective = "beauty";
  EXPECT_THAT(refused(r), HasSubstr("beauty"));
  r = request("");
  r.form = "round";
  EXPECT_THAT(refused(r), HasSubstr("round"));
  r = request("");
  r.seq_len = 4096;
  EXPECT_THAT(refused(r), HasSubstr("1200 tokens"));
  r = request("");
  r.quant.w_bits = 4;
  EXPECT_THAT(refused(r), HasSubstr("--w-bits"));
  r = request("");
  r.rotation.r1 = "off";
  EXPECT_THAT(refused(r), HasSubstr("--r1 off"));
  r = request("");
  r.lr = -1;
  EXPECT_THAT(refused(r), HasSubstr("--lr"));
  r = request("");
  r.resume = true;
  EXPECT_THAT(refused(r), HasSubstr("no unfinished run"));
}

TEST_F(Learning, LearnedScalesAreKeptUsedAndSwitchedOff) {
  LearnRequest r = request("s.h5");
  r.recipe = "best";
  r.quant.a_bits = r.quant.kv_bits = 4;
  const LearnOutcome outcome = learned(workspace_, r);
  EXPECT_GE(outcome.held_out_start, 0);
  EvalRequest eval;
  eval.model = tiny_model();
  eval.text = text_;
  eval.seq_len = 64;
  eval.windows = 2;
  eval.rotation.source = path("s.h5");
  Workspace fresh;
  const auto unquantized = evaluate(fresh, eval, report_, never_stopped());
  eval.quant.a_bits = 4;
  const auto with = evaluate(fresh, eval, report_, never_stopped());
  eval.rotation.scales = "off";
  const auto without = evaluate(fresh, eval, report_, never_stopped());
  EvalRequest plain = eval;
  plain.rotation = {};
  plain.quant = {};
  const auto original = evaluate(fresh, plain, report_, never_stopped());
  ASSERT_TRUE(unquantized && with && without && original);
  EXPECT_NEAR(unquantized->perplexity, original->perplexity, 1e-4 * original->perplexity);
  EXPECT_NE(with->perplexity, without->perplexity);
}

TEST_F(Learning, LearnedBlocksOfR4AreKeptAndUsed) {
  LearnRequest r = request("b.h5");
  r.objective = "range";
  r.r4_block = 8;
  r.r4_steps = 40;
  learned(workspace_, r);
  EvalRequest eval;
  eval.model = tiny_model();
  eval.text = text_;
  eval.seq_len = 64;
  eval.windows = 2;
  eval.rotation.source = path("b.h5");
  Workspace fresh;
  const auto unquantized = evaluate(fresh, eval, report_, never_stopped());
  EvalRequest plain = eval;
  plain.rotation = {};
  const auto original = evaluate(fresh, plain, report_, never_stopped());
  ASSERT_TRUE(unquantized && original);
  EXPECT_NEAR(unquantized->perplexity, original->perplexity, 1e-4 * original->perplexity);
  // The same run without blocks is another one where down_in is rounded.
  LearnRequest without = r;
  without.project = path("n.h5");
  without.r4_block = 0;
  learned(workspace_, without);
  eval.quant.mixed = {*parse_override("down_in=4")};
  const auto blocks = evaluate(fresh, eval, report_, never_stopped());
  eval.rotation.source = path("n.h5");
  const auto hadamard = evaluate(fresh, eval, report_, never_stopped());
  ASSERT_TRUE(blocks && hadamard);
  EXPECT_NE(blocks->perplexity, hadamard->perplexity);

  r.r4_block = 7;
  EXPECT_THAT(refused(r), HasSubstr("do not divide"));
  r.r4_block = 8;
  r.rotation.r4 = "off";
  EXPECT_THAT(refused(r), HasSubstr("R4 is off"));
}

TEST_F(Learning, WeightsInTheLoopNeedTheMergedForm) {
  LearnRequest r = request("");
  r.quant.w_bits = 4;
  EXPECT_THAT(refused(r), HasSubstr("--form merged"));
  r.form = "merged";
  r.steps = 2;
  r.micro_batch = 1;
  r.recompute = true;
  EXPECT_EQ(learned(workspace_, r).losses.size(), 2U);
}

}  // namespace
}  // namespace rotorscope
