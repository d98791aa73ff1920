// Opens checkpoints: finds the files, reads their directories, checks them against the configuration.
#pragma once

#include "core/formats/checkpoint.h"

#include <filesystem>
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
  void name_fused();
  Status split_fused();
  Status check_tensors();

  std::shared_ptr<Checkpoint> result_;
  std::unordered_map<std::string, TensorEntry> found_;  // by canonical name
};

}  // namespace rotorscope
