// A checkpoint, seen alike whether it is a GGUF file or a Hugging Face folder.
#pragma once

#include "core/base/result.h"
#include "core/formats/gguf.h"
#include "core/formats/model_config.h"
#include "core/formats/packed_weight.h"
#include "core/formats/safetensors.h"
#include "core/formats/tensor_type.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rotorscope {

/// A tensor of a checkpoint, as it lies in the file.
struct TensorEntry {
  std::string name;  ///< Hugging Face's, e.g. "model.layers.0.self_attn.q_proj.weight"
  TensorType type = TensorType::F32;
  std::vector<std::int64_t> shape;   ///< row-major; a linear layer's weight is [out, in]
  std::span<const std::byte> bytes;  ///< lives as long as the Checkpoint
  /// Heads whose rows stand in llama.cpp's interleaved RoPE order (q and k of a GGUF file), 0 for all others.
  int interleaved_heads = 0;
  /// A weight in several tensors (compressed-tensors, GPTQ's layout); `type` and `bytes` are those of its levels then.
  std::shared_ptr<const PackedWeight> packed = nullptr;
};

class Checkpoint : public std::enable_shared_from_this<Checkpoint> {
 public:
  /// Opens a GGUF file or a Hugging Face folder (model.safetensors, or shards with model.safetensors.index.json); a
  /// safetensors or config.json file stands for its folder. Reads directories and metadata only, no weights. Every
  /// tensor that the configuration implies is there with the shape it implies. Errors: not such a checkpoint, a model
  /// that is not supported (says what), a damaged file, a tensor missing, unknown or of another shape.
  static Result<std::shared_ptr<const Checkpoint>> open(const std::filesystem::path& path);

  [[nodiscard]] const ModelConfig& config() const { return config_; }
  /// "GGUF" or "Hugging Face".
  [[nodiscard]] std::string_view format() const { return gguf_ ? "GGUF" : "Hugging Face"; }
  /// The GGUF file or the folder.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The opened GGUF file (its metadata hold the tokenizer); nullptr for a folder.
  [[nodiscard]] const std::shared_ptr<const GgufFile>& gguf() const { return gguf_; }
  /// The files that hold the weights.
  [[nodiscard]] const std::vector<std::filesystem::path>& weight_files() const { return weight_files_; }
  /// Bytes of all weight files.
  [[nodiscard]] std::uint64_t file_bytes() const { return file_bytes_; }
  /// Content fingerprint of the weight files (core/base/files.h); of several, the hash of theirs in order.
  [[nodiscard]] Result<std::string> fingerprint() const;

  /// Every tensor of the network, in the order in which a token meets them; no lm_head.weight if the head is tied.
  [[nodiscard]] const std::vector<TensorEntry>& tensors() const { return tensors_; }
  /// nullptr if there is no such tensor.
  [[nodiscard]] const TensorEntry* find(std::string_view name) const;
  /// Parameters of the network; those of a tied head count once.
  [[nodiscard]] std::int64_t parameters() const;

  /// Decodes a tensor to float32 on several threads, rows of q and k in Hugging Face's order (first half of a head's
  /// channels, then the second). `out` has one value for each element. Errors: `out` of another size.
  [[nodiscard]] Status read_f32(const TensorEntry& entry, std::span<float> out) const;

 private:
  friend class CheckpointOpener;
  Checkpoint() = default;
  std::filesystem::path path_;
  ModelConfig config_;
  std::shared_ptr<const GgufFile> gguf_;
  std::vector<std::shared_ptr<const SafetensorsFile>> shards_;
  std::vector<std::filesystem::path> weight_files_;
  std::uint64_t file_bytes_ = 0;
  std::vector<TensorEntry> tensors_;
  std::unordered_map<std::string_view, std::size_t> index_;  // keys are the entries' names
};

}  // namespace rotorscope
