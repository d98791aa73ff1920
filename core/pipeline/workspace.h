// What stays between operations: the open model, its text, its activations, its rotations. One a backend process.
#pragma once

#include "core/analysis/site_capture.h"
#include "core/base/progress.h"
#include "core/formats/checkpoint.h"
#include "core/formats/project/project_file.h"
#include "core/model/network.h"
#include "core/model/tokenizer/tokenizer.h"
#include "core/protocol/operations.h"
#include "core/rotation/learner.h"
#include "core/rotation/rotation_set.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// An open model: headers read, weights mapped.
struct OpenModel {
  std::string source;
  std::shared_ptr<const Checkpoint> checkpoint;
  ModelInfo info;
};

/// The activations of an inspection, in memory or in a project.
struct Inspection {
  InspectRequest request;
  InspectOutcome outcome;
  ModelInfo model;
  std::vector<std::int32_t> token_ids;
  std::vector<std::string> token_texts;
  std::map<SiteKey, at::Tensor> activations;  ///< [tokens, channels] float32, unrotated; empty where `project` has them
  std::optional<ProjectFile> project;
};

/// A learning run of this session.
struct SessionRun {
  LearnRun run;
  LearnerState state;
};

/// Every member function may be called from any thread.
class Workspace {
 public:
  /// The text a request means when it names none.
  enum class Prose { calibration, evaluation };

  Result<std::shared_ptr<const OpenModel>> model(const std::string& source);
  /// Folded, float32; kept until another model is asked for.
  Result<std::shared_ptr<const Network>> folded(const OpenModel& model, Progress& progress,
                                                const std::stop_token& stop);
  /// A network with the original's output, for runs that neither rotate nor quantize: the folded one if it is kept,
  /// else the original, which takes less memory (its head stays tied) and is not kept.
  Result<std::shared_ptr<const Network>> unchanged(const OpenModel& model, Progress& progress,
                                                   const std::stop_token& stop);
  Result<std::shared_ptr<const Tokenizer>> tokenizer(const OpenModel& model);
  /// Token ids of a text, int64 [tokens], no BOS. Errors: not readable, empty, ids outside the vocabulary.
  Result<at::Tensor> ids(const OpenModel& model, const TextSource& text, Prose fallback);
  /// A rotation with its switches applied. "learned" is the one that this session or its project learned last.
  Result<RotationSet> rotation(const RotationSpec& spec, const ModelConfig& config);

  /// Remembers the network that GPTQ made last. `key` names all that it depends on.
  void keep_quantized(const std::string& key, std::shared_ptr<const Network> network);
  /// Null where another one, or none, was kept.
  [[nodiscard]] std::shared_ptr<const Network> kept_quantized(const std::string& key) const;

  void keep(std::shared_ptr<const Inspection> inspection);
  [[nodiscard]] std::shared_ptr<const Inspection> inspection() const;
  /// Remembers a computed map until the next inspection.
  void keep_map(const std::string& key, const Map& map);
  [[nodiscard]] std::optional<Map> kept_map(const std::string& key) const;
  void set_learned(RotationSet set);
  [[nodiscard]] std::optional<RotationSet> learned() const;
  void keep_run(const SessionRun& run);
  [[nodiscard]] std::vector<SessionRun> runs() const;
  void keep_evaluation(const EvalRow& row);
  [[nodiscard]] std::vector<EvalRow> evaluations() const;
  /// What a study found, as projects keep it; one of the same name is replaced.
  void keep_study(const std::string& name, nlohmann::json study);
  [[nodiscard]] std::map<std::string, nlohmann::json> studies() const;
  /// The site whose view a running learn job sends along.
  void watch(std::optional<SiteViewRequest> request);
  [[nodiscard]] std::optional<SiteViewRequest> watched() const;
  /// Forgets inspection, rotations, runs, evaluations and studies, as when a project is opened.
  void clear();

 private:
  Result<at::Tensor> read_ids(const OpenModel& model, const TextSource& text, Prose fallback);
  Result<RotationSet> unswitched(const RotationSpec& spec, const ModelConfig& config);

  mutable std::mutex mutex_;
  std::shared_ptr<const OpenModel> model_;
  std::shared_ptr<const Network> folded_, quantized_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::string network_key_, tokenizer_key_, quantized_key_;
  std::map<std::string, at::Tensor> texts_;
  std::map<std::string, RotationSet> rotations_;
  std::map<std::string, Map> maps_;
  std::shared_ptr<const Inspection> inspection_;
  std::optional<RotationSet> learned_;
  std::vector<SessionRun> runs_;
  std::vector<EvalRow> evaluations_;
  std::map<std::string, nlohmann::json> studies_;
  std::optional<SiteViewRequest> watched_;
};

/// The sizes that rotations need, from what the window and projects know of a model.
ModelConfig config_from(const ModelInfo& info);

}  // namespace rotorscope
