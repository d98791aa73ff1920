// Log-likelihoods of real networks: against plain computation on a tiny one, against the reference on the sample model,
// and tasks through the operation.
#include "core/eval/zero_shot.h"

#include "core/eval/tasks/task_file.h"
#include "core/formats/locations.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/quant/quantize_hook.h"
#include "tests/eval/letter_tokenizer.h"
#include "tests/formats/scratch_folder.h"
#include "tests/golden/golden_data.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::golden_json;
using testing::golden_path;
using ::testing::HasSubstr;
using testing::LetterTokenizer;

std::string fixture(const std::string& name) { return std::string(FIXTURES) + "/" + name; }

std::string data(const std::string& name) { return std::string(ROTORSCOPE_TEST_DATA) + "/data/" + name; }

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

/// Questions of many lengths in letters that a vocabulary of 128 has.
std::vector<Question> made_up_questions(int count) {
  std::vector<Question> questions;
  for (int i = 0; i < count; ++i) {
    const std::string context = std::string(static_cast<std::size_t>(1 + i * 7 % 40), static_cast<char>('a' + i % 20));
    Question question;
    for (int c = 0; c < 2 + i % 3; ++c) {
      const std::string text(static_cast<std::size_t>(1 + (i + c) % 5), static_cast<char>('A' + c));
      question.choices.push_back({context, " " + text, std::to_string(c), text.size()});
    }
    question.answer = static_cast<std::size_t>(i) % question.choices.size();
    questions.push_back(question);
  }
  return questions;
}

/// One choice by itself: all logits of its own sequence.
double plain_log_likelihood(const Runnable& network, const Choice& choice) {
  const EncodedChoice encoded = must(encode_choice(LetterTokenizer(), choice, 256));
  const std::vector<std::int64_t> ids(encoded.input.begin(), encoded.input.end());
  const at::Tensor hidden = forward(*network.network, at::tensor(ids, at::kLong).unsqueeze(0), network.hook);
  const at::Tensor p = logits(*network.network, hidden)[0].to(at::kDouble).log_softmax(-1);
  double sum = 0;
  const auto first = static_cast<std::int64_t>(ids.size() - encoded.targets.size());
  for (std::size_t i = 0; i < encoded.targets.size(); ++i) {
    sum += p[first + static_cast<std::int64_t>(i)][encoded.targets[i]].item<double>();
  }
  return sum;
}

class ZeroShot : public ::testing::Test {
 protected:
  void SetUp() override {
    ROTORSCOPE_NEEDS_GOLDENS();
    network_ = testing::tiny_network("tiny_gqa_tied");
  }
  [[nodiscard]] EncodedTask task(int count) const {
    return must(encode_task("made_up", made_up_questions(count), LetterTokenizer(), network_.config, {}));
  }
  Network network_;
};

TEST_F(ZeroShot, BatchesGiveWhatEachChoiceGivesAlone) {
  QuantSpec quant;
  quant.a_bits = 6;
  quant.kv_bits = 6;
  QuantizeHook hook(quant);
  for (SiteHook* each : {static_cast<SiteHook*>(nullptr), static_cast<SiteHook*>(&hook)}) {
    const Runnable runnable{&network_, each};
    const EncodedTask encoded = task(40);
    std::vector<TaskPartial> partials;
    const ZeroShotResult result =
        zero_shot(runnable, encoded, [&](const TaskPartial& p) { partials.push_back(p); }, {});
    const c10::InferenceMode inference;
    ASSERT_EQ(result.log_likelihoods.size(), 40U);
    for (std::size_t q = 0; q < 40; ++q) {
      for (std::size_t c = 0; c < encoded.questions[q].choices.size(); ++c) {
        EXPECT_NEAR(result.log_likelihoods[q][c], plain_log_likelihood(runnable, encoded.questions[q].choices[c]), 1e-3)
            << q << " " << c;
      }
    }
    ASSERT_GT(partials.size(), 1U) << "several batches";
    EXPECT_LT(partials.front().done, 40);
    EXPECT_EQ(partials.back().done, 40);
    EXPECT_EQ(partials.back().total, 40);
    EXPECT_EQ(partials.back().task, "made_up");
    EXPECT_EQ(partials.back().acc, result.score.acc);
    EXPECT_EQ(result.score.n, 40);
  }
}

TEST_F(ZeroShot, AStopIsHonoured) {
  const EncodedTask encoded = task(40);
  std::stop_source source;
  int seen = 0;
  const auto stop_at_once = [&](const TaskPartial&) {
    ++seen;
    source.request_stop();
  };
  const std::stop_token stop = source.get_token();
  EXPECT_THROW(zero_shot({&network_, nullptr}, encoded, stop_at_once, stop), Cancelled);
  EXPECT_EQ(seen, 1);
  EXPECT_THROW((void)encode_task("t", made_up_questions(3), LetterTokenizer(), network_.config, stop), Cancelled);
}

TEST_F(ZeroShot, IdsOutsideTheVocabularyAreRefused) {
  const auto encoded =
      encode_task("t", {{{{"a", " xy", "0", 2}, {"a", " b", "1", 1}}, 0}}, LetterTokenizer(), network_.config, {});
  ASSERT_FALSE(encoded);
  EXPECT_THAT(encoded.error().message(), HasSubstr("t, question 1"));
  EXPECT_THAT(encoded.error().message(), HasSubstr("vocabulary of 128"));
}

class SampleTasks : public ::testing::Test {
 protected:
  void SetUp() override {
    ROTORSCOPE_NEEDS_GOLDENS();
    if (const auto model = resolve_model("sample"); !model) GTEST_SKIP() << model.error().message();
  }
  static EvalRequest request(std::vector<std::string> tasks) {
    EvalRequest r;
    r.model = "sample";
    r.perplexity = false;
    r.tasks = std::move(tasks);
    return r;
  }
  Workspace workspace_;
  NoReport report_;
};

TEST_F(SampleTasks, PiqaLogLikelihoodsAreThoseOfTheReference) {
  if (!std::filesystem::exists(data("piqa_valid.jsonl"))) GTEST_SKIP() << "shared/data is not here";
  const auto expected = golden_json("smollm2.json")["piqa_first_60"];
  const auto model = must(workspace_.model("sample"));
  const TaskSource source = must(parse_task("piqa=" + data("piqa_valid.jsonl") + "," + data("piqa_valid_labels.lst")));
  const auto tokenizer = must(workspace_.tokenizer(*model));
  const EncodedTask task =
      must(encode_task("piqa", must(read_questions(source, 60)), *tokenizer, model->checkpoint->config(), {}));
  const auto network =
      must(prepare_network(workspace_, *model, {}, {}, {}, {task.longest()}, report_, never_stopped()));
  const ZeroShotResult result = zero_shot(network->runnable(), task, [](const TaskPartial&) {}, {});
  ASSERT_EQ(result.log_likelihoods.size(), expected["loglikelihoods"].size());
  for (std::size_t q = 0; q < result.log_likelihoods.size(); ++q) {
    for (std::size_t c = 0; c < 2; ++c) {
      EXPECT_NEAR(result.log_likelihoods[q][c], expected["loglikelihoods"][q][c].get<double>(), 1e-2) << q;
    }
  }
  EXPECT_DOUBLE_EQ(result.score.acc, expected["acc"].get<double>());
  EXPECT_DOUBLE_EQ(result.score.acc_norm, expected["acc_norm"].get<double>());
}

TEST_F(SampleTasks, AllTasksRunTogetherAndTheRowIsKept) {
  const std::vector<std::string> tasks = {"boolq=" + fixture("boolq.jsonl"),
                                          "piqa=" + fixture("piqa.jsonl") + "," + fixture("piqa_labels.lst"),
                                          "siqa=" + fixture("siqa.jsonl") + "," + fixture("siqa_labels.lst"),
                                          "hellaswag=" + fixture("hellaswag.jsonl"),
                                          "winogrande=" + fixture("winogrande.jsonl"),
                                          "arc_easy=" + fixture("arc.jsonl"),
                                          "arc_challenge=" + fixture("arc_flat.jsonl"),
                                          "openbookqa=" + fixture("openbookqa.jsonl")};
  const EvalOutcome plain = must(evaluate(workspace_, request(tasks), report_, never_stopped()));
  EXPECT_EQ(plain.tasks.size(), 8U);
  EXPECT_EQ(plain.tokens, 0);
  EXPECT_EQ(plain.tasks.at("hellaswag").n, 3);
  EXPECT_EQ(plain.tasks.at("arc_challenge").n, 1);
  EXPECT_EQ(plain.tasks.at("winogrande").acc, plain.tasks.at("winogrande").acc_norm);
  ASSERT_EQ(workspace_.evaluations().size(), 1U);
  EXPECT_EQ(workspace_.evaluations()[0].outcome.tasks.at("siqa").n, 2);
  // Rotated, without quantization, the answers stay.
  EvalRequest rotated = request(tasks);
  rotated.rotation.source = "hadamard";
  const EvalOutcome same = must(evaluate(workspace_, rotated, report_, never_stopped()));
  for (const auto& [name, score] : plain.tasks) EXPECT_EQ(same.tasks.at(name).acc, score.acc) << name;
}

TEST_F(SampleTasks, RequestsThatMeasureNothingOrTwiceAreRefused) {
  const auto error_of = [&](const EvalRequest& r) {
    const auto outcome = evaluate(workspace_, r, report_, never_stopped());
    EXPECT_FALSE(outcome) << "an error was expected";
    return outcome ? "" : outcome.error().message();
  };
  EXPECT_THAT(error_of(request({})), HasSubstr("nothing is to be measured"));
  const std::string arc = "arc_easy=" + fixture("arc.jsonl");
  EXPECT_THAT(error_of(request({arc, arc})), HasSubstr("named twice"));
  EvalRequest compared = request({arc});
  compared.compare = true;
  EXPECT_THAT(error_of(compared), HasSubstr("perplexity's windows"));
  EvalRequest negative = request({arc});
  negative.limit = -1;
  EXPECT_THAT(error_of(negative), HasSubstr("--limit"));
}

}  // namespace
}  // namespace rotorscope
