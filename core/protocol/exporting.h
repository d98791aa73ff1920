// Writing checkpoints and rotations, and proving what was written.
#pragma once

#include "core/protocol/common.h"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct ExportRequest {
  RuntimeOptions runtime;
  std::string model;
  std::string target = "hf";  ///< hf (merged Hugging Face directory), compressed-tensors, gptq, gguf, or rotations
  std::string out;
  RotationSpec rotation;
  QuantSpec quant;
  std::string weights_dtype = "bf16";  ///< bf16, f16 or f32: type of the written weights that are not quantized
  bool verify = false;                 ///< reopen what was written and measure its perplexity
  TextSource text;
  int seq_len = 512;
  int windows = 4;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ExportRequest, runtime, model, target, out, rotation, quant,
                                                weights_dtype, verify, text, seq_len, windows)

struct WrittenFile {
  std::string path;
  std::int64_t bytes = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(WrittenFile, path, bytes)

struct Verification {
  double perplexity = 0;            ///< of the reopened export
  double original_perplexity = 0;   ///< of the model it was made from, same windows
  double quantized_perplexity = 0;  ///< of the rotated and quantized network before it was written
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Verification, perplexity, original_perplexity, quantized_perplexity)

struct ExportOutcome {
  std::vector<WrittenFile> files;
  std::int64_t bytes = 0;
  double invariance_error = 0;
  bool was_verified = false;
  Verification verified;
  double seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ExportOutcome, files, bytes, invariance_error, was_verified, verified,
                                                seconds)

}  // namespace rotorscope
