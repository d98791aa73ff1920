// Reading a task's questions from its files.
#pragma once

#include "core/base/result.h"
#include "core/eval/tasks/formats.h"
#include "core/eval/tasks/question.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rotorscope {

/// What NAME=FILE[,LABELS] names.
struct TaskSource {
  const TaskFormat* format = nullptr;
  std::filesystem::path questions;  ///< JSONL, a question a line
  std::filesystem::path labels;     ///< an answer's label a line; empty: the answers are in `questions`
};

/// A comma is part of FILE where a file of that whole name exists. Errors: no "=", an unknown task, no file.
Result<TaskSource> parse_task(const std::string& text);

/// The task's first `limit` questions (0: all). Lines with white space alone are passed over. Errors, with file and
/// line: a file that cannot be read, JSON that is broken, a field that is missing or of another kind, an answer that no
/// choice is labelled with, less than two choices; as many labels as there are questions must stand in a second file.
Result<std::vector<Question>> read_questions(const TaskSource& source, std::size_t limit);

}  // namespace rotorscope
