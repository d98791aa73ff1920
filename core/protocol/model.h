// Opening a model: what is in it, and what it will need. No weight is read for this.
#pragma once

#include "core/protocol/common.h"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct OpenRequest {
  std::string model;  ///< a GGUF file, a Hugging Face directory, or "sample"
  RuntimeOptions runtime;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(OpenRequest, model, runtime)

struct TensorSummary {
  std::string name;
  std::string type;  ///< as stored: "F32", "BF16", "Q4_1", …
  std::vector<std::int64_t> shape;
  std::int64_t bytes = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TensorSummary, name, type, shape, bytes)

struct ModelInfo {
  std::string source;        ///< as asked for
  std::string path;          ///< the file or folder it stands in
  std::string name;          ///< "SmolLM2 135M Instruct"
  std::string format;        ///< "GGUF" or "Hugging Face"
  std::string architecture;  ///< "llama"
  std::string fingerprint;   ///< of the weights' file, see core/base/files.h
  std::int64_t parameters = 0;
  int layers = 0;
  int hidden_size = 0;
  int intermediate_size = 0;
  int attention_heads = 0;
  int kv_heads = 0;
  int head_dim = 0;
  int vocab_size = 0;
  int context_length = 0;
  bool tied_head = false;
  double rope_theta = 0;
  std::int64_t file_bytes = 0;
  std::int64_t memory_open_bytes = 0;   ///< estimate: weights in the working type
  std::int64_t memory_learn_bytes = 0;  ///< estimate: learning, 512 tokens a step
  std::vector<TensorSummary> tensors;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ModelInfo, source, path, name, format, architecture, fingerprint,
                                                parameters, layers, hidden_size, intermediate_size, attention_heads,
                                                kv_heads, head_dim, vocab_size, context_length, tied_head, rope_theta,
                                                file_bytes, memory_open_bytes, memory_learn_bytes, tensors)

/// A place to compute.
struct DeviceInfo {
  std::string id;    ///< "cpu", "cuda:0"; "cuda" where no GPU can be used at all
  std::string name;  ///< of the processor
  std::int64_t memory_bytes = 0;
  std::int64_t memory_free_bytes = 0;
  int threads = 0;                 ///< of a CPU
  std::string compute_capability;  ///< of a GPU: "9.0"
  bool usable = true;
  std::string reason;  ///< why it cannot be used
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DeviceInfo, id, name, memory_bytes, memory_free_bytes, threads,
                                                compute_capability, usable, reason)

struct DevicesOutcome {
  std::vector<DeviceInfo> devices;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevicesOutcome, devices)

}  // namespace rotorscope
