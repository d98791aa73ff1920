#include "core/pipeline/workspace.h"

#include "core/base/files.h"
#include "core/base/mapped_watch.h"
#include "core/formats/describe.h"
#include "core/formats/locations.h"
#include "core/model/spill.h"
#include "core/pipeline/model_tokenizer.h"
#include "core/rotation/rotation_file.h"

#include <charconv>
#include <utility>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// "1,2,3" or "1 2 3".
Result<std::vector<std::int64_t>> parse_ids(const std::string& text, const std::string& where) {
  std::vector<std::int64_t> ids;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    if (*at == ',' || std::isspace(static_cast<unsigned char>(*at)) != 0) {
      ++at;
      continue;
    }
    std::int64_t id = 0;
    const auto [next, problem] = std::from_chars(at, end, id);
    if (problem != std::errc{}) {
      return fail("there is something else than token ids at byte " + std::to_string(at - text.data()), where,
                  "write whole numbers separated by commas or white space");
    }
    ids.push_back(id);
    at = next;
  }
  return ids;
}

/// Changes when the file does, so that a cached result of it is not used.
std::string file_key(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  const auto time = std::filesystem::last_write_time(path, error).time_since_epoch().count();
  return path.string() + "|" + std::to_string(size) + "|" + std::to_string(time);
}

}  // namespace

ModelConfig config_from(const ModelInfo& info) {
  ModelConfig config;
  config.layers = info.layers;
  config.hidden_size = info.hidden_size;
  config.intermediate_size = info.intermediate_size;
  config.attention_heads = info.attention_heads;
  config.kv_heads = info.kv_heads;
  config.head_dim = info.head_dim;
  config.vocab_size = info.vocab_size;
  return config;
}

Result<std::shared_ptr<const OpenModel>> Workspace::model(const std::string& source) {
  if (source.empty()) return fail("no model is named", "MODEL", "name a GGUF file, a Hugging Face folder, or sample");
  ROTOR_TRY(const auto path, resolve_model(source));
  {
    const std::lock_guard lock(mutex_);
    const bool open = model_ && model_->source == source && model_->checkpoint->path() == path;
    // Files that were changed since are another model, and are opened as such.
    if (open && check_unchanged(model_->checkpoint->weight_files())) return model_;
  }
  ROTOR_TRY(auto checkpoint, Checkpoint::open(path));
  auto opened = std::make_shared<OpenModel>();
  opened->source = source;
  ROTOR_TRY(opened->info, describe(*checkpoint, source));
  opened->checkpoint = std::move(checkpoint);
  const std::lock_guard lock(mutex_);
  if (model_ && model_->info.fingerprint != opened->info.fingerprint) {
    folded_.reset();
    quantized_.reset();
    tokenizer_.reset();
    texts_.clear();
  }
  model_ = opened;
  return model_;
}

Result<std::shared_ptr<const Network>> Workspace::folded(const OpenModel& model, Progress& progress,
                                                         const std::stop_token& stop) {
  const std::string key = model.info.path + model.info.fingerprint;
  {
    const std::lock_guard lock(mutex_);
    if (folded_ && network_key_ == key) return folded_;
  }
  ROTOR_TRY(auto spill, spill_for(model.checkpoint->config()));
  ROTOR_TRY(Network original, load_network(*model.checkpoint, progress, stop, std::move(spill)));
  auto folded = std::make_shared<const Network>(fold_norms(std::move(original)));
  const std::lock_guard lock(mutex_);
  folded_ = folded;
  network_key_ = key;
  return folded_;
}

Result<std::shared_ptr<const Network>> Workspace::unchanged(const OpenModel& model, Progress& progress,
                                                            const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    if (folded_ && network_key_ == model.info.path + model.info.fingerprint) return folded_;
  }
  ROTOR_TRY(auto spill, spill_for(model.checkpoint->config()));
  ROTOR_TRY(Network original, load_network(*model.checkpoint, progress, stop, std::move(spill)));
  return std::make_shared<const Network>(std::move(original));
}

Result<std::shared_ptr<const Tokenizer>> Workspace::tokenizer(const OpenModel& model) {
  const std::string key = model.info.path;
  {
    const std::lock_guard lock(mutex_);
    if (tokenizer_ && tokenizer_key_ == key) return tokenizer_;
  }
  ROTOR_TRY(auto made, load_tokenizer(*model.checkpoint));
  std::shared_ptr<const Tokenizer> shared = std::move(made);
  const std::lock_guard lock(mutex_);
  tokenizer_ = shared;
  tokenizer_key_ = key;
  return tokenizer_;
}

Result<at::Tensor> Workspace::ids(const OpenModel& model, const TextSource& text, Prose fallback) {
  const std::string key = model.info.path + "|" + (fallback == Prose::calibration ? "c" : "e") + "|" +
                          file_key(text.file) + "|" + file_key(text.ids_file);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = texts_.find(key); found != texts_.end()) return found->second;
  }
  ROTOR_TRY(at::Tensor ids, read_ids(model, text, fallback));
  const std::lock_guard lock(mutex_);
  texts_[key] = ids;
  return ids;
}

Result<at::Tensor> Workspace::read_ids(const OpenModel& model, const TextSource& text, Prose fallback) {
  std::vector<std::int64_t> ids;
  std::string where = text.ids_file;
  if (!text.ids_file.empty()) {
    ROTOR_TRY(const std::string contents, read_file(text.ids_file));
    ROTOR_TRY(ids, parse_ids(contents, text.ids_file));
  } else {
    std::filesystem::path path = text.file;
    if (path.empty()) {
      ROTOR_TRY(path, fallback == Prose::calibration ? calibration_prose() : evaluation_prose());
    }
    where = path.string();
    ROTOR_TRY(const std::string contents, read_text(path));
    ROTOR_TRY(const auto encoder, tokenizer(model));
    ROTOR_TRY(const auto encoded, encoder->encode(contents, false));
    ids.assign(encoded.begin(), encoded.end());
  }
  if (ids.empty()) return fail("there is no text in it", where, "give a file with text");
  for (const std::int64_t id : ids) {
    if (id < 0 || id >= model.info.vocab_size) {
      return fail(
          "token id " + std::to_string(id) + " is outside the vocabulary of " + std::to_string(model.info.vocab_size),
          where, "the ids must come from this model's tokenizer");
    }
  }
  return at::tensor(ids, at::kLong);
}

Result<RotationSet> Workspace::rotation(const RotationSpec& spec, const ModelConfig& config) {
  ROTOR_TRY(RotationSet set, unswitched(spec, config));
  return with_switches(std::move(set), spec);
}

Result<RotationSet> Workspace::unswitched(const RotationSpec& spec, const ModelConfig& config) {
  if (spec.source.empty() || spec.source == "none") return RotationSet{};
  if (spec.source == "learned") {
    if (auto set = learned()) return *set;
    return fail("no rotation has been learned yet", "rotation",
                "learn one on the Rotate page, or choose another rotation");
  }
  if (spec.source == "quip" || spec.source == "quip-hadamard") {
    RotationSet set;  // nothing is merged: every linear is rotated, rounded and rotated back on its own
    set.kind = spec.source;
    set.seed = spec.seed;
    return set;
  }
  const bool random = spec.source == "hadamard" || spec.source == "orthogonal";
  // A random orthogonal matrix of a large model takes seconds to make; the views ask for the same few again and again.
  const std::string key = (random ? spec.source + "|" + std::to_string(spec.seed) : file_key(spec.source)) + "|" +
                          std::to_string(config.hidden_size) + "|" + std::to_string(config.head_dim) + "|" +
                          std::to_string(config.intermediate_size) + "|" + std::to_string(config.layers);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = rotations_.find(key); found != rotations_.end()) return found->second;
  }
  ROTOR_TRY(RotationSet set,
            random ? random_rotation(spec.source, spec.seed, config) : load_rotation(spec.source, config));
  const std::lock_guard lock(mutex_);
  if (rotations_.size() >= 6) rotations_.erase(rotations_.begin());
  rotations_[key] = set;
  return set;
}

void Workspace::keep_quantized(const std::string& key, std::shared_ptr<const Network> network) {
  const std::lock_guard lock(mutex_);
  quantized_ = std::move(network);
  quantized_key_ = key;
}

std::shared_ptr<const Network> Workspace::kept_quantized(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return quantized_key_ == key ? quantized_ : nullptr;
}

void Workspace::keep(std::shared_ptr<const Inspection> inspection) {
  const std::lock_guard lock(mutex_);
  inspection_ = std::move(inspection);
  maps_.clear();
}

std::shared_ptr<const Inspection> Workspace::inspection() const {
  const std::lock_guard lock(mutex_);
  return inspection_;
}

void Workspace::keep_map(const std::string& key, const Map& map) {
  const std::lock_guard lock(mutex_);
  maps_[key] = map;
}

std::optional<Map> Workspace::kept_map(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = maps_.find(key);
  return found == maps_.end() ? std::nullopt : std::optional(found->second);
}

void Workspace::set_learned(RotationSet set) {
  const std::lock_guard lock(mutex_);
  learned_ = std::move(set);
  // maps of the rotation learned before are stale
  std::erase_if(maps_, [](const auto& entry) { return entry.first.find("learned") != std::string::npos; });
}

std::optional<RotationSet> Workspace::learned() const {
  const std::lock_guard lock(mutex_);
  return learned_;
}

void Workspace::keep_run(const SessionRun& run) {
  const std::lock_guard lock(mutex_);
  for (SessionRun& kept : runs_) {
    if (kept.run.name == run.run.name) {
      kept = run;
      return;
    }
  }
  runs_.push_back(run);
}

std::vector<SessionRun> Workspace::runs() const {
  const std::lock_guard lock(mutex_);
  return runs_;
}

void Workspace::keep_evaluation(const EvalRow& row) {
  const std::lock_guard lock(mutex_);
  evaluations_.push_back(row);
}

void Workspace::keep_study(const std::string& name, nlohmann::json study) {
  const std::lock_guard lock(mutex_);
  studies_[name] = std::move(study);
}

std::map<std::string, nlohmann::json> Workspace::studies() const {
  const std::lock_guard lock(mutex_);
  return studies_;
}

std::vector<EvalRow> Workspace::evaluations() const {
  const std::lock_guard lock(mutex_);
  return evaluations_;
}

void Workspace::watch(std::optional<SiteViewRequest> request) {
  const std::lock_guard lock(mutex_);
  watched_ = std::move(request);
}

std::optional<SiteViewRequest> Workspace::watched() const {
  const std::lock_guard lock(mutex_);
  return watched_;
}

void Workspace::clear() {
  const std::lock_guard lock(mutex_);
  inspection_.reset();
  learned_.reset();
  runs_.clear();
  evaluations_.clear();
  studies_.clear();
  maps_.clear();
}

}  // namespace rotorscope
