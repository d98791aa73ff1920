#include "core/formats/checkpoint_opener.h"

#include "core/formats/dequantize.h"
#include "core/formats/json_file.h"
#include "core/formats/llama_tensors.h"
#include "core/formats/printable.h"
#include "core/formats/stored_tensors.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// A name that stays in its folder.
bool is_plain_file_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string("/\\\0", 3)) == name.npos;
}

/// Buffers that old exports carry although they follow from the configuration.
bool is_rope_buffer(std::string_view name) { return name.ends_with(".rotary_emb.inv_freq"); }

}  // namespace

CheckpointOpener::CheckpointOpener(fs::path path) : result_(new Checkpoint) { result_->path_ = std::move(path); }

Result<std::shared_ptr<const Checkpoint>> CheckpointOpener::open() {
  fs::path& path = result_->path_;
  std::error_code ignored;
  if (!is_there(path)) return fail("is not there", path.string(), "name a GGUF file or a Hugging Face folder");
  const bool stands_for_folder = path.extension() == ".safetensors" || path.filename() == "config.json";
  if (!fs::is_directory(path, ignored) && stands_for_folder) path = fs::absolute(path).parent_path();
  ROTOR_CHECK(fs::is_directory(path, ignored) ? open_folder() : open_gguf());
  ROTOR_CHECK(check_tensors());
  return std::shared_ptr<const Checkpoint>(std::move(result_));
}

Status CheckpointOpener::open_gguf() {
  ROTOR_TRY(result_->gguf_, GgufFile::open(result_->path_));
  const GgufFile& file = *result_->gguf_;
  ROTOR_TRY(result_->config_, read_gguf_config(file));
  result_->weight_files_ = {file.path()};
  result_->file_bytes_ = file.file_bytes();
  for (const TensorView& view : file.tensors()) {
    if (view.name == "rope_freqs.weight") continue;  // part of the configuration
    auto name = canonical_name(view.name);
    if (!name) {
      return fail("the tensor \"" + printable(view.name) + "\" is no part of a model of this family",
                  file.path().string(), "a model with additional parts is not supported");
    }
    ROTOR_CHECK(found(std::move(*name), view));
  }
  const ModelConfig& config = result_->config_;
  name_fused();
  if (file.text("general.architecture") != "llama") return {};  // of the other families q and k stay in halves
  for (int layer = 0; layer < config.layers; ++layer) {
    const std::string attention = "model.layers." + std::to_string(layer) + ".self_attn.";
    for (const char* suffix : {".weight", ".bias"}) {
      for (const auto& [projection, heads] :
           {std::pair{"q_proj", config.attention_heads}, std::pair{"k_proj", config.kv_heads}}) {
        const auto entry = found_.find(attention + projection + suffix);
        if (entry != found_.end()) entry->second.interleaved_heads = heads;
      }
    }
  }
  return {};
}

Status CheckpointOpener::open_folder() {
  const fs::path& folder = result_->path_;
  if (!is_there(folder / "config.json")) {
    return fail("holds no config.json", folder.string(), "name a GGUF file or the folder of a Hugging Face model");
  }
  ROTOR_TRY(result_->config_, read_hf_config(folder / "config.json"));
  if (is_there(folder / "model.safetensors")) return open_single(folder / "model.safetensors");
  if (is_there(folder / "model.safetensors.index.json")) return open_shards(folder / "model.safetensors.index.json");
  const bool has_pickle = is_there(folder / "pytorch_model.bin") || is_there(folder / "pytorch_model.bin.index.json");
  return fail(has_pickle ? "holds its weights as pytorch_model.bin, which is not supported"
                         : "holds neither model.safetensors nor model.safetensors.index.json",
              folder.string(), "fetch the model's safetensors files");
}

Result<std::shared_ptr<const SafetensorsFile>> CheckpointOpener::add_shard(const fs::path& file) {
  ROTOR_TRY(auto shard, SafetensorsFile::open(file));
  result_->file_bytes_ += shard->file_bytes();
  result_->weight_files_.push_back(file);
  result_->shards_.push_back(shard);
  return shard;
}

Status CheckpointOpener::open_single(const fs::path& file) {
  ROTOR_TRY(const auto shard, add_shard(file));
  for (const TensorView& view : shard->tensors()) ROTOR_CHECK(found(std::string(view.name), view));
  return {};
}

Status CheckpointOpener::open_shards(const fs::path& index) {
  ROTOR_TRY(const auto json, read_json(index));
  ROTOR_TRY(const auto fields, JsonFields(json, index.string()).object("weight_map"));
  if (!fields) return fail("weight_map is missing", index.string());
  std::map<std::string, std::vector<std::string>> names_of_file;
  for (const auto& [name, file] : json.at("weight_map").items()) {
    if (!file.is_string()) return fail("the file of tensor \"" + printable(name) + "\" is not a text", index.string());
    const auto& file_name = file.get_ref<const std::string&>();
    if (!is_plain_file_name(file_name)) {
      return fail("names the file \"" + printable(file_name) + "\", which is not in the model's folder",
                  index.string());
    }
    names_of_file[file_name].push_back(name);
  }
  for (const auto& [file_name, names] : names_of_file) {
    ROTOR_TRY(const auto shard, add_shard(index.parent_path() / file_name));
    for (const auto& name : names) {
      const TensorView* view = shard->tensor(name);
      if (view == nullptr) {
        return fail("should hold the tensor \"" + printable(name) + "\", but does not", shard->path().string(),
                    "fetch the model's files again");
      }
      ROTOR_CHECK(found(name, *view));
    }
  }
  return {};
}

Status CheckpointOpener::found(std::string name, const TensorView& view) {
  if (is_rope_buffer(name) || (name == "lm_head.weight" && result_->config_.tied_head)) return {};
  ROTOR_TRY(const bool is_part, found_part(name, view));
  if (is_part) return {};
  if (!can_dequantize(view.type)) {
    return fail("the tensor \"" + printable(view.name) + "\" holds integers (" + std::string(type_name(view.type)) +
                    "); a quantized checkpoint is not supported",
                result_->path_.string(), "open the model it was made from");
  }
  TensorEntry entry{name, view.type, view.shape, view.bytes};
  if (!found_.emplace(std::move(name), std::move(entry)).second) {
    return fail("has the tensor \"" + printable(view.name) + "\" twice", result_->path_.string());
  }
  return {};
}

Result<bool> CheckpointOpener::found_part(const std::string& name, const TensorView& view) {
  if (!result_->config_.packed) return false;
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return false;
  const std::string part = name.substr(dot + 1);
  const auto known = packed_parts(*result_->config_.packed);
  // "weight" is a part where it holds levels; that of a norm or the head is a tensor like others.
  if (std::ranges::find(known, part) == known.end() || (part == "weight" && view.type != TensorType::I8)) return false;
  if (!parts_[name.substr(0, dot)].emplace(part, view).second) {
    return fail("has the tensor \"" + printable(name) + "\" twice", result_->path_.string());
  }
  return true;
}

/// Packed weights become entries with the shape that the configuration implies.
Status CheckpointOpener::join_parts() {
  if (parts_.empty()) return {};
  for (const auto& [name, shape] : llama_tensors(result_->config_)) {
    if (!name.ends_with(".weight") || shape.size() != 2) continue;
    const auto parts = parts_.find(name.substr(0, name.size() - std::string_view(".weight").size()));
    if (parts == parts_.end()) continue;
    const std::string module = parts->first;
    auto packed = std::make_shared<PackedWeight>(
        PackedWeight{*result_->config_.packed, shape[0], shape[1], std::move(parts->second)});
    parts_.erase(parts);
    if (const auto checked = check_packed(*packed); !checked) {
      return fail(checked.error().what, result_->path_.string() + ": " + module + "." + checked.error().where,
                  checked.error().hint);
    }
    const TensorView& levels = packed->parts.at(packed_parts(packed->format).front());
    TensorEntry entry{name, levels.type, shape, levels.bytes};
    entry.packed = std::move(packed);
    if (!found_.emplace(name, std::move(entry)).second) {
      return fail("has the weight \"" + name + "\" both plain and packed", result_->path_.string());
    }
  }
  if (parts_.empty()) return {};
  return fail("packs the weight \"" + printable(parts_.begin()->first) +
                  "\", which is no linear of the network that the configuration describes",
              result_->path_.string(), "a model with additional parts is not supported");
}

/// llama.cpp calls gate and up together "ffn_up".
void CheckpointOpener::name_fused() {
  if (!result_->config_.fused_projections) return;
  for (int layer = 0; layer < result_->config_.layers; ++layer) {
    const std::string mlp = "model.layers." + std::to_string(layer) + ".mlp.";
    auto node = found_.extract(mlp + "up_proj.weight");
    if (node.empty()) return;  // what is missing is said by check_tensors
    node.key() = node.mapped().name = mlp + "gate_up_proj.weight";
    found_.insert(std::move(node));
  }
}

/// Rows that follow each other in the file are tensors of their own without being copied.
Status CheckpointOpener::split_fused() {
  if (!result_->config_.fused_projections) return {};
  const std::string where = result_->path_.string();
  for (const auto& [whole, parts] : stored_tensors(result_->config_)) {
    if (parts.size() == 1) continue;
    const auto node = found_.extract(whole.name);
    if (node.empty()) {
      return fail("the tensor " + whole.name + " " + shape_text(whole.shape) + " is missing", where,
                  "the checkpoint is incomplete: fetch it again");
    }
    const TensorEntry& entry = node.mapped();
    if (entry.shape != whole.shape) {
      return fail("the tensor " + whole.name + " is " + shape_text(entry.shape) + ", but the configuration needs " +
                      shape_text(whole.shape),
                  where, "configuration and weights belong to different models");
    }
    const std::size_t row_bytes = entry.bytes.size() / static_cast<std::size_t>(whole.shape[0]);
    std::size_t begin = 0;
    for (const NamedShape& part : parts) {
      const std::size_t bytes = row_bytes * static_cast<std::size_t>(part.shape[0]);
      const TensorEntry rows{part.name, entry.type, part.shape, entry.bytes.subspan(begin, bytes)};
      begin += bytes;
      if (!found_.emplace(part.name, rows).second) {
        return fail("has the tensor \"" + part.name + "\" alone and within " + whole.name, where);
      }
    }
  }
  return {};
}

Status CheckpointOpener::check_tensors() {
  ROTOR_CHECK(join_parts());
  ROTOR_CHECK(split_fused());
  const std::string where = result_->path_.string();
  // A configuration may claim thousands of layers; the first one that is not there ends the search.
  for (const auto& [name, shape] : llama_tensors(result_->config_)) {
    const auto entry = found_.find(name);
    if (entry == found_.end()) {
      return fail("the tensor " + name + " " + shape_text(shape) + " is missing", where,
                  "the checkpoint is incomplete: fetch it again");
    }
    if (entry->second.shape != shape) {
      return fail("the tensor " + name + " is " + shape_text(entry->second.shape) + ", but the configuration needs " +
                      shape_text(shape),
                  where, "configuration and weights belong to different models");
    }
    result_->tensors_.push_back(std::move(entry->second));
    found_.erase(entry);
  }
  if (!found_.empty()) {
    return fail("the tensor \"" + printable(found_.begin()->first) +
                    "\" is no part of the network that the configuration describes",
                where, "a model with additional parts is not supported");
  }
  for (std::size_t i = 0; i < result_->tensors_.size(); ++i) result_->index_.emplace(result_->tensors_[i].name, i);
  return {};
}

}  // namespace rotorscope
