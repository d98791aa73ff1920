#include "core/eval/zero_shot.h"

#include "core/eval/tasks/score.h"

#include <algorithm>
#include <utility>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// Positions whose logits are computed between two looks at the stop token.
constexpr std::int64_t positions_together = 128;

/// A row and the question that it belongs to.
struct RowOfTask {
  std::size_t question;
  const ScoredRow* row;
};

using Batch = std::vector<RowOfTask>;

/// Longest first: what a device has no memory for shows at once.
std::vector<Batch> batches_of(const EncodedTask& task) {
  std::vector<RowOfTask> all;
  for (std::size_t q = 0; q < task.rows.size(); ++q) {
    for (const ScoredRow& row : task.rows[q]) all.push_back({q, &row});
  }
  std::ranges::stable_sort(all, std::greater{}, [](const RowOfTask& r) { return r.row->input.size(); });
  std::vector<Batch> batches;
  std::size_t room = 0;
  for (const RowOfTask& row : all) {
    if (room == 0) {
      batches.emplace_back();
      const auto length = static_cast<std::int64_t>(row.row->input.size());
      room = static_cast<std::size_t>(std::max<std::int64_t>(1, zero_shot_batch_tokens / length));
    }
    batches.back().push_back(row);
    --room;
  }
  return batches;
}

/// −log p of every target of a batch, row by row and part by part.
std::vector<double> batch_nlls(const Runnable& network, const Batch& batch, const std::stop_token& stop) {
  const auto rows = static_cast<std::int64_t>(batch.size());
  const auto length = static_cast<std::int64_t>(batch.front().row->input.size());
  at::Tensor ids = at::zeros({rows, length}, at::kLong);
  std::vector<std::int64_t> positions;
  std::vector<std::int64_t> targets;
  for (std::int64_t r = 0; r < rows; ++r) {
    const ScoredRow& row = *batch[static_cast<std::size_t>(r)].row;
    std::copy(row.input.begin(), row.input.end(), ids.data_ptr<std::int64_t>() + r * length);
    for (const ScoredRow::Part& part : row.parts) {
      const std::int64_t first = r * length + static_cast<std::int64_t>(part.from);
      for (std::size_t i = 0; i < part.targets.size(); ++i) {
        positions.push_back(first + static_cast<std::int64_t>(i));
        targets.push_back(part.targets[i]);
      }
    }
  }
  const at::Device device = network.network->device();
  const at::Tensor hidden = forward(*network.network, ids.to(device), network.hook, stop);
  const at::Tensor scored =
      hidden.reshape({rows * length, -1}).index_select(0, at::tensor(positions, at::kLong).to(device));
  const at::Tensor wanted = at::tensor(targets, at::kLong).to(device);
  std::vector<double> nlls;
  for (std::int64_t t = 0; t < scored.size(0); t += positions_together) {
    if (stop.stop_requested()) throw Cancelled{};
    const std::int64_t end = std::min(t + positions_together, scored.size(0));
    const auto some = token_nlls(*network.network, scored.slice(0, t, end), wanted.slice(0, t, end));
    nlls.insert(nlls.end(), some.begin(), some.end());
  }
  return nlls;
}

}  // namespace

std::int64_t EncodedTask::longest() const {
  std::size_t most = 0;
  for (const auto& question : rows) {
    for (const ScoredRow& row : question) most = std::max(most, row.input.size());
  }
  return static_cast<std::int64_t>(most);
}

Result<EncodedTask> encode_task(std::string name, std::vector<Question> questions, const Tokenizer& tokenizer,
                                const ModelConfig& config, const std::stop_token& stop) {
  EncodedTask task{std::move(name), std::move(questions), {}};
  const auto inside = [&](TokenId id) { return id >= 0 && id < config.vocab_size; };
  for (std::size_t i = 0; i < task.questions.size(); ++i) {
    if (stop.stop_requested()) throw Cancelled{};
    const std::string where = task.name + ", question " + std::to_string(i + 1);
    auto rows = scored_rows(tokenizer, task.questions[i], static_cast<std::size_t>(config.context_length));
    if (!rows) {
      Error error = std::move(rows).error();
      error.where = where;
      return tl::unexpected<Error>(std::move(error));
    }
    for (const ScoredRow& row : *rows) {
      bool known = std::ranges::all_of(row.input, inside);
      for (const ScoredRow::Part& part : row.parts) known = known && std::ranges::all_of(part.targets, inside);
      if (!known) {
        return fail(
            "the tokenizer gives an id outside the network's vocabulary of " + std::to_string(config.vocab_size), where,
            "tokenizer and weights belong to different models");
      }
    }
    task.rows.push_back(std::move(*rows));
  }
  return task;
}

ZeroShotResult zero_shot(const Runnable& network, const EncodedTask& task,
                         const std::function<void(const TaskPartial&)>& seen, const std::stop_token& stop) {
  const c10::InferenceMode inference;
  ZeroShotResult result;
  std::vector<std::size_t> rows_left;
  for (std::size_t q = 0; q < task.questions.size(); ++q) {
    result.log_likelihoods.emplace_back(task.questions[q].choices.size());
    rows_left.push_back(task.rows[q].size());
  }
  ScoreSum sum;
  for (const Batch& batch : batches_of(task)) {
    if (stop.stop_requested()) throw Cancelled{};
    const std::vector<double> nlls = batch_nlls(network, batch, stop);
    auto nll = nlls.begin();
    for (const RowOfTask& row : batch) {
      for (const ScoredRow::Part& part : row.row->parts) {
        double& log_likelihood = result.log_likelihoods[row.question][part.choice];
        for (std::size_t i = 0; i < part.targets.size(); ++i) log_likelihood -= *nll++;
      }
      if (--rows_left[row.question] == 0) {
        sum.add(task.questions[row.question], result.log_likelihoods[row.question]);
      }
    }
    result.score = sum.score();
    seen({task.name, result.score.n, static_cast<int>(task.questions.size()), result.score.acc, result.score.acc_norm});
  }
  return result;
}

}  // namespace rotorscope
