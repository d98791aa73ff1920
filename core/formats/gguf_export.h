// A network as a GGUF file that llama.cpp runs.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/checkpoint.h"
#include "core/formats/hf_writer.h"
#include "core/formats/model_config.h"
#include "core/formats/tensor_type.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace rotorscope {

struct GgufExport {
  ModelConfig config;                            ///< of the network; the head is always written, tied or not
  std::filesystem::path path;                    ///< the file
  TensorType type = TensorType::Q8_0;            ///< of the linears' weights: F32, F16, BF16 or a quantized one
  TensorType head_type = TensorType::Q8_0;       ///< of lm_head and embedding
  const Checkpoint* tokenizer_source = nullptr;  ///< its tokenizer goes along
};

/// Puts the bytes of one tensor, in the type planned for it, into `out`. `tensor` has Hugging Face's name and shape,
/// and rows in its order: those of q and k change places on the way to the file.
using TensorBytes = std::function<Status(const TensorPlan& tensor, std::span<std::byte> out)>;

/// Writes the file with one tensor in memory at a time. Norms and biases are F32. `bytes` is called once a tensor in
/// the order of llama_tensors(), lm_head.weight last. Errors: those of `bytes`; a width that is not a multiple of the
/// type's block; a tokenizer that llama.cpp does not know; the disk; a stop request.
Result<WrittenFile> write_gguf_network(const GgufExport& what, const TensorBytes& bytes, Progress& progress,
                                       const std::stop_token& stop);

/// What llama.cpp calls a file of this type (general.file_type).
[[nodiscard]] std::uint32_t gguf_file_type(TensorType type);

}  // namespace rotorscope
