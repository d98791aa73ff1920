// Task files that do not fit are refused with file, line and what is wrong.
#include "core/eval/tasks/task_file.h"
#include "tests/formats/scratch_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class TaskErrors : public ::testing::Test {
 protected:
  /// The message about these questions and labels (none: no second file).
  [[nodiscard]] std::string error_of(const std::string& task, const std::string& jsonl,
                                     const std::string& labels = "") const {
    std::string text = task + "=" + folder_.file("questions.jsonl", jsonl).string();
    if (!labels.empty()) text += "," + folder_.file("labels.lst", labels).string();
    const auto source = parse_task(text);
    if (!source) return source.error().message();
    const auto questions = read_questions(*source, 0);
    EXPECT_FALSE(questions) << "an error was expected";
    return questions ? "" : questions.error().message();
  }

  ScratchFolder folder_;
  const std::string piqa_ = R"({"goal": "a", "sol1": "b", "sol2": "c", "label": 0})";
};

TEST_F(TaskErrors, AnUnknownTaskNamesThoseThereAre) {
  const auto source = parse_task("lambada=file.jsonl");
  ASSERT_FALSE(source);
  for (const char* name :
       {"lambada", "arc_challenge", "arc_easy", "boolq", "hellaswag", "openbookqa", "piqa", "siqa", "winogrande"}) {
    EXPECT_THAT(source.error().message(), HasSubstr(name));
  }
}

TEST_F(TaskErrors, AFileMustBeNamed) {
  for (const char* text : {"piqa", "piqa=", "piqa=,labels", "piqa=questions,"}) EXPECT_FALSE(parse_task(text)) << text;
  const auto absent = parse_task("piqa=/nowhere/piqa.jsonl");
  ASSERT_TRUE(absent);
  const auto questions = read_questions(*absent, 0);
  ASSERT_FALSE(questions);
  EXPECT_THAT(questions.error().message(), HasSubstr("/nowhere/piqa.jsonl"));
}

TEST_F(TaskErrors, ACommaInAFileNameIsNoSeparator) {
  const auto file = folder_.file("a,b.jsonl", piqa_);
  const auto source = parse_task("piqa=" + file.string());
  ASSERT_TRUE(source);
  EXPECT_EQ(source->questions, file);
  EXPECT_TRUE(source->labels.empty());
}

TEST_F(TaskErrors, ABrokenLineIsNamed) {
  EXPECT_THAT(error_of("piqa", piqa_ + "\n\n{\"goal\": "),
              AllOf(HasSubstr("questions.jsonl, line 3"), HasSubstr("not valid JSON")));
  EXPECT_THAT(error_of("piqa", "[1]\n"), AllOf(HasSubstr("line 1"), HasSubstr("not a JSON object")));
  EXPECT_THAT(error_of("piqa", std::string(100, '[') + "\n"), HasSubstr("nested too deeply"));
  EXPECT_THAT(error_of("piqa", "{\"goal\": \"\xFF\"}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error_of("piqa", " \n"), HasSubstr("holds no questions"));
}

TEST_F(TaskErrors, WhatIsMissingIsNamed) {
  EXPECT_THAT(error_of("piqa", piqa_ + "\n" + R"({"goal": "a", "sol1": "b"})"),
              AllOf(HasSubstr("line 2"), HasSubstr("sol2 is missing")));
  EXPECT_THAT(error_of("piqa", R"({"goal": "a", "sol1": "b", "sol2": "c"})"),
              AllOf(HasSubstr("line 1"), HasSubstr("label is missing"), HasSubstr("LABELS")));
  EXPECT_THAT(error_of("boolq", R"({"question": "q", "answer": true})"), HasSubstr("passage is missing"));
  EXPECT_THAT(error_of("boolq", R"({"question": 3, "passage": "p"})"), HasSubstr("question is not a text"));
  EXPECT_THAT(error_of("siqa", R"({"context": "c", "question": "q", "answerA": "a", "answerB": "b"})"),
              HasSubstr("answerC is missing"));
  const std::string swag = R"({"activity_label": "a", "ctx_a": "b", "ctx_b": "c", "label": 0)";
  EXPECT_THAT(error_of("hellaswag", swag + "}"), HasSubstr("endings is missing"));
  EXPECT_THAT(error_of("hellaswag", swag + R"(, "endings": "e"})"), HasSubstr("endings is not a list"));
  EXPECT_THAT(error_of("hellaswag", swag + R"(, "endings": ["e", 5]})"), HasSubstr("an ending is not a text"));
  EXPECT_THAT(error_of("hellaswag", swag + R"(, "endings": ["e"]})"), HasSubstr("1 choices, outside 2"));
  EXPECT_THAT(error_of("winogrande", R"({"sentence": "no gap", "option1": "a", "option2": "b", "answer": "1"})"),
              HasSubstr("no gap"));
  EXPECT_THAT(error_of("arc_easy", R"({"question": {"stem": "s"}, "answerKey": "A"})"),
              HasSubstr("choices is missing"));
  EXPECT_THAT(error_of("arc_easy", R"({"question": {"stem": "s", "choices": [{"text": "t"}]}, "answerKey": "A"})"),
              HasSubstr("label is missing"));
  EXPECT_THAT(error_of("arc_easy", R"({"question": "s", "choices": {"text": ["a"], "label": []}, "answerKey": "A"})"),
              HasSubstr("of the same length"));
  EXPECT_THAT(error_of("openbookqa", R"({"choices": {"text": ["a"], "label": ["A"]}})"),
              HasSubstr("question_stem is missing"));
}

TEST_F(TaskErrors, AnAnswerMustBeAmongTheChoices) {
  EXPECT_THAT(error_of("piqa", R"({"goal": "a", "sol1": "b", "sol2": "c", "label": 2})"),
              AllOf(HasSubstr("line 1"), HasSubstr("the answer \"2\" is none of 0, 1")));
  EXPECT_THAT(error_of("piqa", R"({"goal": "a", "sol1": "b", "sol2": "c", "label": 0.5})"),
              HasSubstr("label is neither"));
  EXPECT_THAT(error_of("winogrande", R"({"sentence": "a _ b", "option1": "a", "option2": "b", "answer": ""})"),
              HasSubstr("the answer \"\" is none of 1, 2"));
}

TEST_F(TaskErrors, LabelsMustMatchTheQuestions) {
  EXPECT_THAT(error_of("piqa", piqa_ + "\n" + piqa_, "0\n"),
              AllOf(HasSubstr("labels.lst"), HasSubstr("1 labels for the 2 questions")));
  EXPECT_THAT(error_of("piqa", piqa_, "0\n1\n"), HasSubstr("2 labels for the 1 questions"));
  EXPECT_THAT(error_of("piqa", piqa_ + "\n" + piqa_, "1\n2\n"),
              AllOf(HasSubstr("labels.lst, line 2"), HasSubstr("\"2\" is none of 0, 1")));
  EXPECT_THAT(
      error_of("siqa", R"({"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "d"})", "0\n"),
      HasSubstr("\"0\" is none of 1, 2, 3"));
}

}  // namespace
}  // namespace rotorscope
