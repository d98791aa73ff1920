// Every task's published format against prompts written out by hand.
#include "core/eval/tasks/hellaswag_text.h"
#include "core/eval/tasks/task_file.h"
#include "core/model/tokenizer/unicode_text.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using Texts = std::vector<std::string>;

std::string fixture(const std::string& name) { return std::string(FIXTURES) + "/" + name; }

std::vector<Question> questions_of(const std::string& task, std::size_t limit = 0) {
  const auto source = parse_task(task);
  EXPECT_TRUE(source) << source.error().message();
  if (!source) return {};
  auto questions = read_questions(*source, limit);
  EXPECT_TRUE(questions) << questions.error().message();
  return questions ? *questions : std::vector<Question>{};
}

/// One context for all choices, these continuations, lengths without their first byte, which is a space.
void expect_question(const Question& question, const std::string& context, const Texts& continuations,
                     std::size_t answer) {
  ASSERT_EQ(question.choices.size(), continuations.size());
  for (std::size_t i = 0; i < continuations.size(); ++i) {
    EXPECT_EQ(question.choices[i].context, context);
    EXPECT_EQ(question.choices[i].continuation, continuations[i]);
    EXPECT_EQ(question.choices[i].characters, continuations[i].size() - 1) << continuations[i];
  }
  EXPECT_EQ(question.answer, answer);
}

TEST(TaskFormats, BoolQ) {
  const auto questions = questions_of("boolq=" + fixture("boolq.jsonl"));
  ASSERT_EQ(questions.size(), 2U);
  expect_question(questions[0],
                  "The tomato grows from a flower's ovary and holds seeds; botanists call that a fruit.\n"
                  "Question: is a tomato a fruit in botany?\nAnswer:",
                  {" no", " yes"}, 1);
  expect_question(questions[1],
                  "The Moon shines because it reflects sunlight.\n"
                  "Question: does the moon make its own light?\nAnswer:",
                  {" no", " yes"}, 0);
  const auto superglue = questions_of("boolq=" + fixture("boolq_superglue.jsonl"));
  ASSERT_EQ(superglue.size(), 1U);
  expect_question(superglue[0], "Ice floats on water.\nQuestion: is ice lighter than water?\nAnswer:", {" no", " yes"},
                  1);
}

TEST(TaskFormats, PiqaWithLabelsInASecondFile) {
  const auto questions = questions_of("piqa=" + fixture("piqa.jsonl") + "," + fixture("piqa_labels.lst"));
  ASSERT_EQ(questions.size(), 3U);
  expect_question(questions[0],
                  "Question: Keep soup warm.\nAnswer:", {" Put a lid on the pot.", " Put the pot into the freezer."},
                  0);
  expect_question(questions[1], "Question: Sharpen a pencil \nAnswer:", {" Use a spoon.", " Turn it in a sharpener."},
                  1);
  EXPECT_EQ(questions[2].choices[0].continuation, " prendre un stylo à bille");
  EXPECT_EQ(questions[2].choices[0].characters, 24U) << "à is one character of two bytes";
  EXPECT_EQ(questions[2].answer, 0U);
}

TEST(TaskFormats, SiqaUnderBothNames) {
  for (const char* name : {"siqa", "social_iqa"}) {
    const auto questions =
        questions_of(std::string(name) + "=" + fixture("siqa.jsonl") + "," + fixture("siqa_labels.lst"));
    ASSERT_EQ(questions.size(), 2U);
    expect_question(questions[0], "Q: Robin lent Ash an umbrella before the storm. How would Ash feel afterwards?\nA:",
                    {" angry at the rain", " grateful", " jealous of Robin"}, 1);
    expect_question(questions[1], "Q: Kim forgot to water the plants. What will Kim want to do next?\nA:",
                    {" fill the watering can", " sell the house", " paint the wall"}, 0);
  }
}

TEST(TaskFormats, HellaSwag) {
  const auto questions = questions_of("hellaswag=" + fixture("hellaswag.jsonl"));
  ASSERT_EQ(questions.size(), 3U);
  expect_question(questions[0], "Baking bread: A man kneads dough. The man then",
                  {" puts it into the oven.", " throws it at a wall.", " sings to it.", " paints it green."}, 0);
  // "[header]" goes and leaves its space beside another; ctx_b is empty, so that the context's outer space goes too.
  expect_question(questions[1], "How to fold a shirt: How to fold a shirt. Lay it flat. Smooth the cloth.",
                  {"  Fold the sleeves in.", " Burn it. Now.", " Eat [one\ntwo] it.", " Wear it."}, 3);
  EXPECT_EQ(questions[2].choices[0].context, "Paris: She looks up. Étoile and moon");
  EXPECT_EQ(questions[2].answer, 1U);
}

TEST(TaskFormats, WinoGrandeScoresWhatFollowsTheGap) {
  const auto questions = questions_of("winogrande=" + fixture("winogrande.jsonl"));
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[0].choices[0].context, "The cup did not fit into the box because the cup");
  EXPECT_EQ(questions[0].choices[1].context, "The cup did not fit into the box because the box");
  EXPECT_EQ(questions[0].answer, 1U);
  EXPECT_EQ(questions[1].choices[0].context, "Noa");
  EXPECT_EQ(questions[1].choices[1].context, "Lee");
  EXPECT_EQ(questions[1].answer, 0U);
  for (const Choice& choice : questions[0].choices) {
    EXPECT_EQ(choice.continuation, " was too small.");
    EXPECT_EQ(choice.characters, 14U);
  }
}

TEST(TaskFormats, ArcInBothForms) {
  for (const char* name : {"arc_easy", "arc_challenge"}) {
    const auto questions = questions_of(std::string(name) + "=" + fixture("arc.jsonl"));
    ASSERT_EQ(questions.size(), 2U);
    expect_question(questions[0], "Question: Which of these is a liquid at room temperature?\nAnswer:",
                    {" iron", " water", " oxygen"}, 1);
    expect_question(questions[1], "Question: What do bees make?\nAnswer:", {" honey", " milk", " silk", " paper"}, 0);
  }
  const auto flat = questions_of("arc_easy=" + fixture("arc_flat.jsonl"));
  ASSERT_EQ(flat.size(), 1U);
  expect_question(flat[0], "Question: What pulls a falling apple?\nAnswer:", {" gravity", " wind"}, 0);
}

TEST(TaskFormats, OpenBookQAInBothForms) {
  const auto questions = questions_of("openbookqa=" + fixture("openbookqa.jsonl"));
  ASSERT_EQ(questions.size(), 2U);
  expect_question(questions[0], "A shadow needs", {" light", " salt", " noise", " glue"}, 0);
  expect_question(questions[1], "Frogs begin their lives as", {" seeds", " stones", " tadpoles", " birds"}, 2);
  const auto flat = questions_of("openbookqa=" + fixture("openbookqa_flat.jsonl"));
  ASSERT_EQ(flat.size(), 1U);
  expect_question(flat[0], "Metal feels cold since it", {" sings", " conducts heat"}, 1);
}

TEST(TaskFormats, ALimitTakesTheFirstQuestions) {
  const auto questions = questions_of("piqa=" + fixture("piqa.jsonl") + "," + fixture("piqa_labels.lst"), 2);
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[1].answer, 1U);
}

TEST(HellaSwagText, IsCleanedInTheHarnessOrder) {
  EXPECT_EQ(hellaswag_text("  a [title] b "), "a. b");
  EXPECT_EQ(hellaswag_text("a[x]b[y"), "ab[y");
  EXPECT_EQ(hellaswag_text("[a] [b]c"), " c");
  EXPECT_EQ(hellaswag_text("a   b"), "a  b") << "three spaces are a double one and a single one";
}

TEST(Capitalized, TitlesTheFirstCharacterAndLowersTheRest) {
  EXPECT_EQ(capitalized(""), "");
  EXPECT_EQ(capitalized("tHE End"), "The end");
  EXPECT_EQ(capitalized("éCLAIR ÄÖ"), "Éclair äö");
  EXPECT_EQ(capitalized("1ST"), "1st");
}

}  // namespace
}  // namespace rotorscope
