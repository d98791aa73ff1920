// The power-of-two part of a Hadamard transform: butterflies in registers.
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

/// y = x · S · scale for each of `count` contiguous segments of `power` values, S Sylvester's matrix of order power =
/// 2^p; y may be x.
void walsh_segments(const float* x, float* y, std::int64_t count, std::int64_t power, float scale);

}  // namespace rotorscope::cpu
