#include "core/pipeline/task_runs.h"

#include "core/eval/tasks/task_file.h"

#include <algorithm>
#include <utility>

namespace rotorscope {

Result<std::vector<EncodedTask>> read_tasks(Workspace& workspace, const OpenModel& model, const EvalRequest& request,
                                            const std::stop_token& stop) {
  if (request.limit < 0) return fail("the number of questions must be 0 (all) or more", "--limit", "choose another");
  std::vector<TaskSource> sources;
  for (const std::string& text : request.tasks) {
    ROTOR_TRY(TaskSource source, parse_task(text));
    if (std::ranges::find(sources, source.format, &TaskSource::format) != sources.end()) {
      return fail("the task " + std::string(source.format->name) + " is named twice", "--tasks", "name each task once");
    }
    sources.push_back(std::move(source));
  }
  std::vector<EncodedTask> tasks;
  for (const TaskSource& source : sources) {
    ROTOR_TRY(auto questions, read_questions(source, static_cast<std::size_t>(request.limit)));
    ROTOR_TRY(const auto tokenizer, workspace.tokenizer(model));
    ROTOR_TRY(EncodedTask task, encode_task(std::string(source.format->name), std::move(questions), *tokenizer,
                                            model.checkpoint->config(), stop));
    tasks.push_back(std::move(task));
  }
  return tasks;
}

std::int64_t pass_tokens(const std::vector<EncodedTask>& tasks) {
  std::int64_t most = tasks.empty() ? 0 : zero_shot_batch_tokens;
  for (const EncodedTask& task : tasks) most = std::max(most, task.longest());
  return most;
}

std::map<std::string, TaskScore> run_tasks(const Runnable& network, const std::vector<EncodedTask>& tasks,
                                           Reporter& report, const std::stop_token& stop) {
  std::map<std::string, TaskScore> scores;
  for (const EncodedTask& task : tasks) {
    const auto seen = [&](const TaskPartial& partial) {
      report.advance(partial.done, partial.total, "Answering " + task.name);
      report.partial("task_partial", partial);
      report.wait_while_paused(stop);
    };
    report.advance(0, static_cast<std::int64_t>(task.questions.size()), "Answering " + task.name);
    scores[task.name] = zero_shot(network, task, seen, stop).score;
  }
  return scores;
}

}  // namespace rotorscope
