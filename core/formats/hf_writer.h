// Writes a network as a Hugging Face folder that transformers and other engines load.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/checkpoint.h"
#include "core/formats/llama_tensors.h"
#include "core/formats/model_config.h"
#include "core/formats/safetensors_writer.h"
#include "core/formats/tensor_type.h"
#include "core/protocol/exporting.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct TextFile {
  std::string name;
  std::string contents;
};

struct HfExport {
  ModelConfig config;                                ///< of the network; the head is always written, tied or not
  std::filesystem::path folder;                      ///< where to; see ReplacedFolder for what may stand there
  TensorType dtype = TensorType::BF16;               ///< BF16, F16 or F32
  std::uint64_t max_shard_bytes = 5'000'000'000;     ///< a shard holds at least one tensor, however large
  const Checkpoint* tokenizer_source = nullptr;      ///< its tokenizer goes along
  nlohmann::ordered_json quantization_config;        ///< of config.json; null: none
  std::vector<TextFile> texts;                       ///< written as they are, such as a model card
  nlohmann::json recipe = nlohmann::json::object();  ///< how the network was made; kept in rotorscope.json
};

/// Puts the values of one tensor, float32 row-major, into `out`, which has exactly its size. Called once a tensor, in
/// the order of llama_tensors(), lm_head.weight last; not for norms of q and k where there is a tokenizer_source. No
/// tensor is asked for before the one before has been written.
using TensorValues = std::function<Status(const NamedShape& tensor, std::span<float> out)>;

/// Writes config.json, generation_config.json, model.safetensors (or shards and their index), tokenizer files and
/// texts and rotorscope.json, with one tensor in memory at a time; the folder appears whole or not at all. Returns the
/// files. Errors: those of `values`; a folder that must not be replaced; a value that is not finite, or not in the type
/// written; the disk; a stop request.
Result<std::vector<WrittenFile>> write_hf_folder(const HfExport& what, const TensorValues& values, Progress& progress,
                                                 std::stop_token stop = {});

/// The same with tensors of any types, planned by the caller, whose bytes `source` gives; `what.dtype` is that of the
/// tensors that are not quantized.
Result<std::vector<WrittenFile>> write_hf_folder(const HfExport& what, const std::vector<TensorPlan>& tensors,
                                                 const TensorSource& source, Progress& progress,
                                                 std::stop_token stop = {});

/// `values` as BF16, F16 or F32. Errors: a value that is not finite or that the type cannot hold.
Status encode_checked(std::span<const float> values, TensorType dtype, std::span<std::byte> out,
                      const std::string& name);

}  // namespace rotorscope
