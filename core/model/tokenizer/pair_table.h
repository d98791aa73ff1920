// Merge ranks by pair of symbols: a hash table with open addressing, two cache lines a lookup at worst as a rule.
#pragma once

#include "core/model/tokenizer/bpe_merge.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rotorscope {

/// Built once for a known number of pairs, then only read.
class PairTable {
 public:
  explicit PairTable(std::size_t pairs = 0)
      : slots_(std::bit_ceil(pairs * 2 + 2)), shift_(64 - std::countr_zero(slots_.size())) {}

  /// Keeps what is there if the pair is there already. The symbols are not negative.
  void insert(std::int32_t left, std::int32_t right, BpeMerge merge) {
    const std::uint64_t key = key_of(left, right);
    std::size_t at = start(key);
    while (slots_[at].merge.rank != BpeMerge::none && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    if (slots_[at].merge.rank == BpeMerge::none) slots_[at] = {key, merge};
  }

  /// Rank none if the pair is not there or a symbol is negative.
  [[nodiscard]] BpeMerge find(std::int32_t left, std::int32_t right) const {
    if (left < 0 || right < 0) return {};
    const std::uint64_t key = key_of(left, right);
    std::size_t at = start(key);
    while (slots_[at].merge.rank != BpeMerge::none) {
      if (slots_[at].key == key) return slots_[at].merge;
      at = (at + 1) & (slots_.size() - 1);
    }
    return {};
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    BpeMerge merge;
  };
  static std::uint64_t key_of(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint64_t>(left) << 32) | static_cast<std::uint32_t>(right);
  }
  // Fibonacci hashing (Knuth, vol. 3, 6.4): the top bits of a product with 2^64 / golden ratio.
  [[nodiscard]] std::size_t start(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> shift_);
  }
  std::vector<Slot> slots_;
  int shift_;
};

}  // namespace rotorscope
