// The power-of-two part of a Hadamard transform: butterflies in registers.
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

/// x · S · scale for each of `count` contiguous segments of `power` values, S Sylvester's matrix of order power = 2^p.
void walsh_segments(float* x, std::int64_t count, std::int64_t power, float scale);

}  // namespace rotorscope::cpu
