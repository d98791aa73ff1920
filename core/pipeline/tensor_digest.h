// A hash of tensors' values, to notice that they changed.
#pragma once

#include <cstdint>
#include <cstring>

#include <ATen/core/Tensor.h>

namespace rotorscope {

inline constexpr std::uint64_t empty_digest = 0xcbf29ce484222325ULL;

/// FNV-1a over a tensor's values, eight bytes at a time, going on from `hash`.
inline std::uint64_t digest(std::uint64_t hash, const at::Tensor& tensor) {
  const at::Tensor values = tensor.contiguous();
  const auto* bytes = static_cast<const char*>(values.const_data_ptr());
  for (std::size_t i = 0; i + 8 <= values.nbytes(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, 8);
    hash = (hash ^ word) * 0x100000001b3ULL;
    hash ^= hash >> 29U;
  }
  return hash;
}

}  // namespace rotorscope
