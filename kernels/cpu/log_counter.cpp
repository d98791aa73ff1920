// Note [Counting without a counter a value]
// An increment a value is bound by loads and stores of counters. Two ways around it:
// - Pairs (any processor): the codes of two neighbours together are one index, so that a value costs half an increment.
// - Planes (AVX-512 with a population count): bit i of 512 codes makes one vector. The vectors of the values whose
// lower
//   three bits are l and whose upper four are h follow by logic; the bits of their conjunction are the count of code
//   8 h + l. A value costs a quarter of a conjunction, a population count and an addition, and no increment at all.
#include "kernels/cpu/log_counter.h"

#include "kernels/simd.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#ifdef ROTOR_X86
#include <immintrin.h>
#endif

namespace rotorscope::cpu {
namespace {

constexpr int most_codes = 126;

std::uint32_t bin_of(float x) { return (std::bit_cast<std::uint32_t>(x) & 0x7fffffffU) >> 20U; }

// ---- pairs
// -----------------------------------------------------------------------------------------------------------

constexpr std::int64_t piece = 256;  ///< values whose codes are made together
/// From one first code to the next. Not a power of two: 2 to 7 % faster by measurement than 256, with less memory.
constexpr unsigned pitch = most_codes + 1;
constexpr std::size_t tables = 2;  ///< neighbours count in different ones: no waiting for one counter
constexpr std::size_t table_size = std::size_t{pitch} * pitch + 57;

/// Codes from 1; 0 for a bin without one. Whether there was such a bin. `pairs`: of codes 2i and 2i + 1.
ROTOR_SIMD bool encode_pairs(const float* x, std::int64_t n, std::int32_t base, std::uint8_t* codes,
                             std::uint16_t* pairs) {
  std::int32_t outside = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int32_t bin = (std::bit_cast<std::int32_t>(x[i]) & 0x7fffffff) >> 20;
    const std::int32_t code = bin - base;
    const bool has_code = code >= 1 && code <= most_codes;
    codes[i] = static_cast<std::uint8_t>(has_code ? code : 0);
    outside |= has_code ? 0 : 1;
  }
  for (std::int64_t i = 0; i < n / 2; ++i) {
    std::uint16_t both = 0;
    std::memcpy(&both, codes + 2 * i, sizeof both);
    pairs[i] = static_cast<std::uint16_t>((both & 0xffU) + pitch * (both >> 8U));
  }
  return outside != 0;
}

void count_outside(const float* x, std::int64_t n, const std::uint8_t* codes, LogHistogram& histogram) {
  const auto see = [&](std::int64_t i) {
    if (codes[i] == 0) ++histogram.counts[bin_of(x[i])];
  };
  std::int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    // Eight codes at a time: none is 0 where no byte borrows.
    std::uint64_t eight = 0;
    std::memcpy(&eight, codes + i, sizeof eight);
    if (((eight - 0x0101010101010101ULL) & ~eight & 0x8080808080808080ULL) == 0) continue;
    for (std::int64_t j = i; j < i + 8; ++j) see(j);
  }
  for (; i < n; ++i) see(i);
}

// ---- planes
// ----------------------------------------------------------------------------------------------------------

constexpr std::size_t block = 512;          ///< codes whose planes are made together
constexpr std::int64_t together = 64;       ///< values that are encoded at a time
constexpr std::uint8_t outside_code = 126;  ///< codes are from 0 here
constexpr std::size_t plane_codes = 128;    ///< seven bits
constexpr std::size_t words = block / 64;   ///< of a plane

#ifdef ROTOR_X86
#define ROTOR_PLANES __attribute__((target("avx512f,avx512bw,avx512vpopcntdq")))

bool has_planes() {
  static const bool has = __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0;
  return has;
}

/// 64 codes, in an order of their own; values without a code are counted.
ROTOR_PLANES void encode_planes(const float* x, std::int32_t base, std::uint8_t* codes, std::uint64_t* counts) {
  const __m512i first = _mm512_set1_epi16(static_cast<std::int16_t>(base + 1));
  const __m512i last = _mm512_set1_epi16(outside_code);
  __m512i found[2];
  for (std::int64_t half = 0; half < 2; ++half) {
    // The upper 16 bits of each float, of two vectors in one.
    const __m512i a = _mm512_srli_epi32(_mm512_loadu_si512(x + 32 * half), 16);
    const __m512i b = _mm512_loadu_si512(x + 32 * half + 16);
    const __m512i upper = _mm512_mask_blend_epi16(0xaaaaaaaaU, a, b);
    const __m512i bins = _mm512_srli_epi16(_mm512_slli_epi16(upper, 1), 5);
    // What is below the first code wraps around to large numbers.
    found[half] = _mm512_min_epu16(_mm512_sub_epi16(bins, first), last);
    std::uint32_t outside = _mm512_cmpeq_epi16_mask(found[half], last);
    if (outside != 0) {
      std::uint16_t each[32];
      _mm512_storeu_si512(each, bins);
      for (; outside != 0; outside &= outside - 1) ++counts[each[std::countr_zero(outside)]];
    }
  }
  _mm512_storeu_si512(codes, _mm512_packus_epi16(found[0], found[1]));
}

/// Adds the conjunctions of one octave's values with each low part to sums [8][words]; an octave is often empty.
ROTOR_PLANES inline void add_octave(const __m512i& octave, const __m512i* low, std::uint64_t* sums) {
  if (_mm512_test_epi64_mask(octave, octave) == 0) return;
  for (std::size_t l = 0; l < 8; ++l) {
    std::uint64_t* const sum = sums + l * words;
    const __m512i count = _mm512_popcnt_epi64(_mm512_and_si512(octave, low[l]));
    _mm512_storeu_si512(sum, _mm512_add_epi64(_mm512_loadu_si512(sum), count));
  }
}

/// The values whose bits are those of `number`: bit 2 of it for a, bit 1 for b, bit 0 for c.
#define ROTOR_THREE_BITS(a, b, c, number) _mm512_ternarylogic_epi64(a, b, c, 1 << (number))
#define ROTOR_EIGHT(to, a, b, c)                                                                                   \
  const __m512i to[8] = {ROTOR_THREE_BITS(a, b, c, 0), ROTOR_THREE_BITS(a, b, c, 1), ROTOR_THREE_BITS(a, b, c, 2), \
                         ROTOR_THREE_BITS(a, b, c, 3), ROTOR_THREE_BITS(a, b, c, 4), ROTOR_THREE_BITS(a, b, c, 5), \
                         ROTOR_THREE_BITS(a, b, c, 6), ROTOR_THREE_BITS(a, b, c, 7)}

/// Adds a block of codes to sums [plane_codes][words].
ROTOR_PLANES void add_block(const std::uint8_t* codes, std::uint64_t* sums) {
  std::uint64_t bits[7][words];
  for (std::size_t w = 0; w < words; ++w) {
    const __m512i some = _mm512_loadu_si512(codes + 64 * w);
    for (unsigned i = 0; i < 7; ++i) {
      bits[i][w] = _mm512_test_epi8_mask(some, _mm512_set1_epi8(static_cast<char>(1U << i)));
    }
  }
  __m512i plane[7];
  for (int i = 0; i < 7; ++i) plane[i] = _mm512_loadu_si512(bits[i]);
  ROTOR_EIGHT(low, plane[2], plane[1], plane[0]);
  ROTOR_EIGHT(middle, plane[5], plane[4], plane[3]);
  for (std::size_t h = 0; h < 8; ++h) {
    add_octave(_mm512_andnot_si512(plane[6], middle[h]), low, sums + h * 8 * words);
    add_octave(_mm512_and_si512(plane[6], middle[h]), low, sums + (h + 8) * 8 * words);
  }
}
#else
bool has_planes() { return false; }
void encode_planes(const float*, std::int32_t, std::uint8_t*, std::uint64_t*) {}
void add_block(const std::uint8_t*, std::uint64_t*) {}
#endif

}  // namespace

LogCounter::LogCounter(int top, bool portable) : base_(top - most_codes), planes_(!portable && has_planes()) {
  if (planes_) {
    codes_.resize(block);
    sums_.resize(plane_codes * words);
  } else {
    pairs_.resize(tables * table_size);
  }
}

void LogCounter::count(const float* row, std::int64_t width, LogHistogram& histogram) {
  if (planes_) {
    count_planes(row, width, histogram);
    return;
  }
  for (std::int64_t c = 0; c < width; c += piece) count_pairs(row + c, std::min(piece, width - c), histogram);
}

void LogCounter::flush(LogHistogram& histogram) {
  if (planes_) {
    flush_planes(histogram);
  } else {
    flush_pairs(histogram);
  }
}

void LogCounter::count_pairs(const float* row, std::int64_t width, LogHistogram& histogram) {
  std::uint8_t codes[piece];
  std::uint16_t pairs[piece / 2];
  if (encode_pairs(row, width, base_, codes, pairs)) count_outside(row, width, codes, histogram);
  const std::int64_t whole = width / 2;
  std::int64_t i = 0;
  for (; i + 4 <= whole; i += 4) {
    for (std::int64_t j = 0; j < 4; ++j) ++pairs_[static_cast<std::size_t>(j % tables) * table_size + pairs[i + j]];
  }
  for (; i < whole; ++i) ++pairs_[pairs[i]];
  if (width % 2 != 0) ++pairs_[codes[width - 1]];  // beside code 0, which counts nothing
  counted_ += width;
  if (counted_ > (std::int64_t{1} << 30)) flush_pairs(histogram);
}

void LogCounter::flush_pairs(LogHistogram& histogram) {
  for (std::size_t pair = 0; pair < std::size_t{pitch} * pitch; ++pair) {
    std::uint64_t count = 0;
    for (std::size_t t = 0; t < tables; ++t) count += std::exchange(pairs_[t * table_size + pair], 0U);
    if (count == 0) continue;
    for (const std::size_t code : {pair % pitch, pair / pitch}) {
      if (code != 0) histogram.counts[static_cast<std::size_t>(base_) + code] += count;
    }
  }
  counted_ = 0;
}

void LogCounter::count_planes(const float* row, std::int64_t width, LogHistogram& histogram) {
  std::int64_t i = 0;
  for (; i + together <= width; i += together) {
    encode_planes(row + i, base_, codes_.data() + waiting_, histogram.counts.data());
    waiting_ += together;
    if (waiting_ < block) continue;
    add_block(codes_.data(), sums_.data());
    waiting_ = 0;
  }
  for (; i < width; ++i) ++histogram.counts[bin_of(row[i])];
}

void LogCounter::flush_planes(LogHistogram& histogram) {
  std::fill(codes_.begin() + static_cast<std::ptrdiff_t>(waiting_), codes_.end(), outside_code);
  if (waiting_ > 0) add_block(codes_.data(), sums_.data());
  waiting_ = 0;
  for (std::size_t code = 0; code < outside_code; ++code) {
    for (std::size_t w = 0; w < words; ++w) {
      histogram.counts[static_cast<std::size_t>(base_) + 1 + code] += std::exchange(sums_[code * words + w], 0U);
    }
  }
  std::fill(sums_.begin(), sums_.end(), 0U);
}

}  // namespace rotorscope::cpu
