#include "core/eval/tasks/task_file.h"

#include "core/base/files.h"
#include "core/eval/tasks/hellaswag_text.h"
#include "core/formats/printable.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

namespace rotorscope {
namespace {

constexpr std::uintmax_t file_limit_bytes = 1U << 30U;
/// No published question has more than five; a row of the batch stands for each.
constexpr std::size_t most_choices = 256;
constexpr int deepest_nesting = 16;

struct Line {
  std::string_view text;
  std::size_t number = 0;  ///< 1 is the first
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t") != std::string_view::npos) lines.push_back({line, number});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string place(const std::filesystem::path& file, const Line& line) {
  return file.string() + ", line " + std::to_string(line.number);
}

Result<nlohmann::json> parse_record(const Line& line, const std::string& where) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > deepest_nesting;
    return !too_deep;
  };
  auto record = nlohmann::json::parse(line.text, watch_depth, false);
  if (too_deep) return fail("is nested too deeply", where, "a question stands on each line");
  if (record.is_discarded()) return fail("is not valid JSON", where, "a JSON object stands on each line");
  if (!record.is_object()) return fail("is not a JSON object", where, "a JSON object stands on each line");
  return record;
}

/// Everything but the answer.
Result<Question> question_of(const TaskFormat& format, const JsonFields& record) {
  auto choices = format.choices(record);
  if (!choices) {
    Error error = std::move(choices).error();
    if (error.hint.empty()) error.hint = "is it the file of another task than " + std::string(format.name) + "?";
    return tl::unexpected<Error>(std::move(error));
  }
  if (choices->size() < 2 || choices->size() > most_choices) {
    return fail("has " + std::to_string(choices->size()) + " choices, outside 2 to " + std::to_string(most_choices),
                record.where());
  }
  return Question{std::move(*choices), 0};
}

Status set_answer(Question& question, const std::string& label, const std::string& where) {
  const auto found = std::ranges::find(question.choices, label, &Choice::label);
  if (found != question.choices.end()) {
    question.answer = static_cast<std::size_t>(found - question.choices.begin());
    return {};
  }
  std::string labels;
  for (const Choice& choice : question.choices) labels += (labels.empty() ? "" : ", ") + printable(choice.label, 20);
  return fail("the answer \"" + printable(label) + "\" is none of " + labels, where,
              "the labels must belong to these questions");
}

}  // namespace

Result<TaskSource> parse_task(const std::string& text) {
  const std::string where = "--tasks " + printable(text);
  const auto equals = text.find('=');
  if (equals == std::string::npos) return fail("no file is named", where, "write NAME=FILE or NAME=FILE,LABELS");
  TaskSource source;
  source.format = task_format(text.substr(0, equals));
  if (source.format == nullptr) {
    return fail("there is no task \"" + printable(text.substr(0, equals)) + "\"", where,
                "choose one of " + task_names());
  }
  std::string file = text.substr(equals + 1);
  std::error_code ignored;
  const auto comma = file.rfind(',');
  if (comma != std::string::npos && !std::filesystem::exists(file, ignored)) {
    source.labels = file.substr(comma + 1);
    file.resize(comma);
    if (source.labels.empty()) return fail("no file stands after the comma", where, "write NAME=FILE,LABELS");
  }
  if (file.empty()) return fail("no file is named", where, "write NAME=FILE or NAME=FILE,LABELS");
  source.questions = file;
  return source;
}

Result<std::vector<Question>> read_questions(const TaskSource& source, std::size_t limit) {
  ROTOR_TRY(const std::string text, read_text(source.questions, file_limit_bytes));
  const auto lines = lines_of(text);
  const std::string file = source.questions.string();
  if (lines.empty()) return fail("holds no questions", file, "name the task's JSONL file");
  std::string label_text;
  std::vector<Line> labels;
  if (!source.labels.empty()) {
    ROTOR_TRY(label_text, read_text(source.labels, file_limit_bytes));
    labels = lines_of(label_text);
    if (labels.size() != lines.size()) {
      return fail("holds " + std::to_string(labels.size()) + " labels for the " + std::to_string(lines.size()) +
                      " questions of " + file,
                  source.labels.string(), "name the labels of these questions, a line each");
    }
  }
  std::vector<Question> questions;
  const std::size_t count = limit == 0 ? lines.size() : std::min(limit, lines.size());
  questions.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string where = place(source.questions, lines[i]);
    ROTOR_TRY(const auto json, parse_record(lines[i], where));
    const JsonFields record(json, where);
    ROTOR_TRY(Question question, question_of(*source.format, record));
    if (!labels.empty()) {
      ROTOR_CHECK(set_answer(question, without_outer_space(labels[i].text), place(source.labels, labels[i])));
    } else {
      ROTOR_TRY(const auto label, answer_label(*source.format, record));
      if (!label) {
        return fail(std::string(source.format->answer_keys.front()) + " is missing", where,
                    "where the answers stand in a second file, write NAME=FILE,LABELS");
      }
      ROTOR_CHECK(set_answer(question, *label, where));
    }
    questions.push_back(std::move(question));
  }
  return questions;
}

}  // namespace rotorscope
