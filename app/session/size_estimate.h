// How large a quantized model and its KV cache are; from the configuration alone.
#pragma once

#include "core/protocol/common.h"
#include "core/protocol/model.h"

#include <cstdint>

namespace rotorscope {

struct SizeEstimate {
  std::int64_t weights_bytes = 0;     ///< linears, head and embedding at their bits with 16-bit scales, norms at 16
  std::int64_t weights_16_bytes = 0;  ///< the same at 16 bits
  std::int64_t kv_1000_bytes = 0;     ///< keys and values of 1000 tokens
  std::int64_t kv_1000_16_bytes = 0;  ///< the same at 16 bits
  std::int64_t memory_bytes = 0;      ///< weights and the KV cache of the whole context, both kept packed
  std::int64_t memory_16_bytes = 0;   ///< the same at 16 bits
};

[[nodiscard]] SizeEstimate estimate_sizes(const ModelInfo& model, const QuantSpec& quant);

}  // namespace rotorscope
