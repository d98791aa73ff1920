#include "kernels/cpu/e8.h"

#include "kernels/simd.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rotorscope::cpu {
namespace {

using Pattern = std::array<float, 8>;

/// All vectors of entries 1/2, 3/2, 5/2 with this squared length, in lexicographic order.
std::vector<Pattern> patterns_of(float squares) {
  std::vector<Pattern> found;
  for (int code = 0; code < 6561; ++code) {  // 3^8
    Pattern p{};
    float sum = 0;
    for (int i = 7, rest = code; i >= 0; --i, rest /= 3) {
      p[static_cast<std::size_t>(i)] = 0.5F + static_cast<float>(rest % 3);
      sum += p[static_cast<std::size_t>(i)] * p[static_cast<std::size_t>(i)];
    }
    if (sum == squares) found.push_back(p);
  }
  return found;
}

/// The sources with one array an entry, so that a loop over patterns runs in vector registers.
struct Table {
  alignas(64) float entries[8][e8_patterns];
  alignas(64) float squares[e8_patterns];
  alignas(64) float odd[e8_patterns];  ///< 1 where the entries' sum is odd: then an odd number of signs is minus

  Table() {
    const auto& sources = e8_sources();
    for (std::size_t p = 0; p < e8_patterns; ++p) {
      float sum = 0;
      squares[p] = 0;
      for (std::size_t i = 0; i < 8; ++i) {
        entries[i][p] = sources[p][i];
        sum += sources[p][i];
        squares[p] += sources[p][i] * sources[p][i];
      }
      odd[p] = static_cast<float>(static_cast<int>(sum) % 2);
    }
  }
};

const Table& table() {
  static const Table instance;
  return instance;
}

/// scores = |s|² − 2 a·s, and where the parity of the signs does not fit 4 · min(a_i s_i) more: what the cheapest wrong
/// sign costs.
ROTOR_SIMD void score(const Table& t, const float* a, float minus_odd, float* scores) {
  for (int p = 0; p < e8_patterns; ++p) {
    float dot = 0;
    float least = a[0] * t.entries[0][p];
    for (int i = 0; i < 8; ++i) {
      const float product = a[i] * t.entries[i][p];
      dot += product;
      least = product < least ? product : least;
    }
    const float wrong = (t.odd[p] - minus_odd) * (t.odd[p] - minus_odd);
    scores[p] = t.squares[p] - 2.0F * dot + 4.0F * wrong * least;
  }
}

}  // namespace

const std::array<Pattern, e8_patterns>& e8_sources() {
  static const std::array<Pattern, e8_patterns> sources = [] {
    std::array<Pattern, e8_patterns> all{};
    std::size_t count = 0;
    for (const float squares : {2.0F, 4.0F, 6.0F, 8.0F, 10.0F}) {
      for (const Pattern& p : patterns_of(squares)) all[count++] = p;
    }
    for (const Pattern& p : patterns_of(12.0F)) {
      if (*std::max_element(p.begin(), p.end()) < 2.0F && count < all.size()) all[count++] = p;
    }
    return all;
  }();
  return sources;
}

void e8_nearest(const float* x, float* y) {
  const Table& t = table();
  alignas(64) float scores[e8_patterns];
  float best = INFINITY;
  for (const float shift : {0.25F, -0.25F}) {
    float a[8];
    float rest = 0;  // |x − shift|², which both shifts' scores need to be compared
    int minus = 0;
    for (int i = 0; i < 8; ++i) {
      const float moved = x[i] - shift;
      a[i] = std::fabs(moved);
      minus += std::signbit(moved) ? 1 : 0;
      rest += moved * moved;
    }
    score(t, a, static_cast<float>(minus % 2), scores);
    const auto* least = std::min_element(scores, scores + e8_patterns);
    if (!(*least + rest < best)) continue;
    best = *least + rest;
    const auto p = static_cast<std::size_t>(least - scores);
    int cheapest = -1;
    if (static_cast<int>(t.odd[p]) != minus % 2) {
      cheapest = 0;
      for (int i = 1; i < 8; ++i) {
        if (a[i] * t.entries[i][p] < a[cheapest] * t.entries[cheapest][p]) cheapest = i;
      }
    }
    for (int i = 0; i < 8; ++i) {
      const bool negative = std::signbit(x[i] - shift) != (i == cheapest);
      y[i] = (negative ? -t.entries[i][p] : t.entries[i][p]) + shift;
    }
  }
}

void e8_round(const float* x, float* y, std::int64_t count, float scale) {
  for (std::int64_t v = 0; v < count; ++v) {
    float scaled[8];
    float rounded[8] = {};
    for (int i = 0; i < 8; ++i) scaled[i] = x[v * 8 + i] / scale;
    e8_nearest(scaled, rounded);
    for (int i = 0; i < 8; ++i) y[v * 8 + i] = rounded[i] * scale;
  }
}

}  // namespace rotorscope::cpu
