// The eight tasks: how a record of each one's published JSONL file becomes a question (numerics.md §5).
#pragma once

#include "core/base/result.h"
#include "core/eval/tasks/question.h"
#include "core/formats/json_file.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rotorscope {

/// A task's file format and prompt. The prompts are those of EleutherAI's lm-evaluation-harness.
struct TaskFormat {
  std::string_view name;
  /// Contexts, continuations and labels of the record's choices; the answer is not looked at. Errors: a field that is
  /// missing or of another kind.
  Result<std::vector<Choice>> (*choices)(const JsonFields& record);
  /// Where the record holds its answer, if it does; the first that is there counts.
  std::span<const std::string_view> answer_keys;
};

/// Null where there is no task of this name.
[[nodiscard]] const TaskFormat* task_format(std::string_view name);

/// "arc_challenge, arc_easy, …", for messages and help.
[[nodiscard]] std::string task_names();

/// The answer's label inside a record, as text: true or false, a number, or a text without the white space around it.
/// Nothing where the record has none. Errors: a value of another kind.
Result<std::optional<std::string>> answer_label(const TaskFormat& format, const JsonFields& record);

}  // namespace rotorscope
