// Byte-pair encoding of one word (Sennrich, Haddow, Birch 2016): always the pair that was learned first, of equal ones
// the leftmost. The pair's rank comes from the caller, so one algorithm serves merge lists and SentencePiece's scores.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <queue>
#include <tuple>
#include <vector>

namespace rotorscope {

/// A stretch of the word and the symbol it is so far; negative: none in the vocabulary.
struct BpeSymbol {
  std::uint32_t begin = 0;
  std::uint32_t length = 0;
  std::int32_t id = -1;
};

/// What two neighbours would become.
struct BpeMerge {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t rank = none;  ///< lower merges first; none: they never merge
  std::int32_t id = -1;
};

namespace bpe_detail {

/// For short words: looks over all pairs each time. Quadratic, but without any allocation but one.
template <class Lookup>
void merge_short(std::vector<BpeSymbol>& symbols, Lookup& lookup) {
  if (symbols.size() < 2) return;
  std::vector<BpeMerge> merges;
  merges.reserve(symbols.size());
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i) merges.push_back(lookup(symbols[i], symbols[i + 1]));
  while (!merges.empty()) {
    const auto best = std::ranges::min_element(merges, {}, &BpeMerge::rank);
    if (best->rank == BpeMerge::none) return;
    const auto i = static_cast<std::size_t>(best - merges.begin());
    symbols[i] = {symbols[i].begin, symbols[i].length + symbols[i + 1].length, best->id};
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    merges.erase(best);
    if (i > 0) merges[i - 1] = lookup(symbols[i - 1], symbols[i]);
    if (i < merges.size()) merges[i] = lookup(symbols[i], symbols[i + 1]);
  }
}

/// For long words: a heap of candidates over a linked list, n log n.
template <class Lookup>
void merge_long(std::vector<BpeSymbol>& symbols, Lookup& lookup) {
  struct Candidate {
    std::uint32_t rank;
    std::int32_t left;
    std::int32_t id;
    std::uint32_t length;  ///< of both together: tells whether the pair is still there, since symbols only grow
    bool operator<(const Candidate& other) const {
      return std::tie(rank, left) > std::tie(other.rank, other.left);  // the top of the heap is the smallest
    }
  };
  const auto count = static_cast<std::int32_t>(symbols.size());
  std::vector<std::int32_t> next(symbols.size());
  std::vector<std::int32_t> previous(symbols.size());
  for (std::int32_t i = 0; i < count; ++i) {
    next[static_cast<std::size_t>(i)] = i + 1 < count ? i + 1 : -1;
    previous[static_cast<std::size_t>(i)] = i - 1;
  }
  std::priority_queue<Candidate> heap;
  const auto propose = [&](std::int32_t left, std::int32_t right) {
    if (left < 0 || right < 0) return;
    const BpeSymbol& a = symbols[static_cast<std::size_t>(left)];
    const BpeSymbol& b = symbols[static_cast<std::size_t>(right)];
    const BpeMerge merge = lookup(a, b);
    if (merge.rank != BpeMerge::none) heap.push({merge.rank, left, merge.id, a.length + b.length});
  };
  for (std::int32_t i = 0; i + 1 < count; ++i) propose(i, i + 1);
  while (!heap.empty()) {
    const Candidate best = heap.top();
    heap.pop();
    BpeSymbol& left = symbols[static_cast<std::size_t>(best.left)];
    const std::int32_t right_index = next[static_cast<std::size_t>(best.left)];
    if (left.length == 0 || right_index < 0) continue;
    BpeSymbol& right = symbols[static_cast<std::size_t>(right_index)];
    if (left.length + right.length != best.length) continue;
    left.length = best.length;
    left.id = best.id;
    right.length = 0;
    const std::int32_t after = next[static_cast<std::size_t>(right_index)];
    next[static_cast<std::size_t>(best.left)] = after;
    if (after >= 0) previous[static_cast<std::size_t>(after)] = best.left;
    propose(previous[static_cast<std::size_t>(best.left)], best.left);
    propose(best.left, after);
  }
  std::erase_if(symbols, [](const BpeSymbol& symbol) { return symbol.length == 0; });
}

}  // namespace bpe_detail

/// Merges the symbols of one word (neighbours touch, none is empty, fewer than 2^31) until nothing merges any more.
/// `lookup(const BpeSymbol&, const BpeSymbol&)` gives the BpeMerge of two neighbours.
template <class Lookup>
void merge_symbols(std::vector<BpeSymbol>& symbols, Lookup lookup) {
  constexpr std::size_t longest_short_word = 48;
  if (symbols.size() <= longest_short_word) {
    bpe_detail::merge_short(symbols, lookup);
  } else {
    bpe_detail::merge_long(symbols, lookup);
  }
}

}  // namespace rotorscope
