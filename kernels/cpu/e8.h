// The E8P codebook of QuIP# (Tseng et al. 2024, §4.2), built from its definition: 2^16 points of E8 + 1/4, so that
// eight weights take 16 bits.
#pragma once

#include <array>
#include <cstdint>

namespace rotorscope::cpu {

inline constexpr int e8_patterns = 256;

/// |s| of the 256 source vectors of D8 + 1/2 (half-odd entries, even sum up to signs): the 227 with |s|² ≤ 10, and the
/// first 29 in lexicographic order of those with |s|² = 12 and no entry above 3/2 (the paper lists 29 of its own
/// choice; their lengths, and so the codebook's error on Gaussian weights, are the same).
const std::array<std::array<float, 8>, e8_patterns>& e8_sources();

/// The codeword nearest to x [8] into y [8]: ±s with an even number of sign changes against s's own parity, plus or
/// minus 1/4 in every entry. Exact: of all 2^16.
void e8_nearest(const float* x, float* y);

/// Rows of x, `count` vectors of eight values each, divided by `scale` before and multiplied after.
void e8_round(const float* x, float* y, std::int64_t count, float scale);

}  // namespace rotorscope::cpu
