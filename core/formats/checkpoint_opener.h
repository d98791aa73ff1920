// Opens checkpoints: finds the files, reads their directories, checks them against the configuration.
#pragma once

#include "core/formats/checkpoint.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace rotorscope {

/// Builds one Checkpoint; used by Checkpoint::open alone.
class CheckpointOpener {
 public:
  explicit CheckpointOpener(std::filesystem::path path);
  Result<std::shared_ptr<const Checkpoint>> open();

 private:
  Status open_gguf();
  Status open_folder();
  Status open_single(const std::filesystem::path& file);
  Status open_shards(const std::filesystem::path& index);
  Result<std::shared_ptr<const SafetensorsFile>> add_shard(const std::filesystem::path& file);
  Status found(std::string name, const TensorView& view);
  /// Keeps the tensor if it is a part of a packed weight.
  Result<bool> found_part(const std::string& name, const TensorView& view);
  Status join_parts();
  void name_fused();
  Status split_fused();
  Status check_tensors();

  std::shared_ptr<Checkpoint> result_;
  std::unordered_map<std::string, TensorEntry> found_;                           // by canonical name
  std::map<std::string, std::map<std::string, TensorView, std::less<>>> parts_;  // of packed weights, by module
};

}  // namespace rotorscope
