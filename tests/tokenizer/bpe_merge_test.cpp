// Both merge algorithms against the definition of byte-pair encoding.
#include "core/model/tokenizer/bpe_merge.h"

#include "core/model/tokenizer/pair_table.h"

#include <map>
#include <random>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using Ranks = std::map<std::pair<std::int32_t, std::int32_t>, BpeMerge>;

std::vector<BpeSymbol> symbols_of(const std::vector<std::int32_t>& ids) {
  std::vector<BpeSymbol> symbols;
  for (const std::int32_t id : ids) symbols.push_back({static_cast<std::uint32_t>(symbols.size()), 1, id});
  return symbols;
}

/// The definition, word for word: while any pair merges, merge the leftmost of those of the lowest rank.
void merge_by_definition(std::vector<BpeSymbol>& symbols, const Ranks& ranks) {
  while (true) {
    std::size_t best = symbols.size();
    BpeMerge merge;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const auto found = ranks.find({symbols[i].id, symbols[i + 1].id});
      if (found != ranks.end() && found->second.rank < merge.rank) {
        best = i;
        merge = found->second;
      }
    }
    if (best == symbols.size()) return;
    symbols[best].length += symbols[best + 1].length;
    symbols[best].id = merge.id;
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
}

std::vector<std::tuple<std::uint32_t, std::uint32_t, std::int32_t>> plain(const std::vector<BpeSymbol>& symbols) {
  std::vector<std::tuple<std::uint32_t, std::uint32_t, std::int32_t>> result;
  for (const auto& symbol : symbols) result.emplace_back(symbol.begin, symbol.length, symbol.id);
  return result;
}

TEST(BpeMerge, BothMethodsDoWhatTheDefinitionSays) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    // Few letters and many merges, some of one rank, so that they compete.
    Ranks ranks;
    const std::int32_t letters = 2 + round % 3;
    std::int32_t next = letters;
    for (int i = 0; i < 12; ++i) {
      const auto pick = [&] { return static_cast<std::int32_t>(random() % static_cast<unsigned>(next)); };
      const std::pair<std::int32_t, std::int32_t> pair{pick(), pick()};
      ranks.try_emplace(pair, BpeMerge{static_cast<std::uint32_t>(random() % 8), next++});
    }
    std::vector<std::int32_t> ids(1 + random() % 70);
    for (auto& id : ids) id = static_cast<std::int32_t>(random() % static_cast<unsigned>(letters));
    const auto lookup = [&](const BpeSymbol& left, const BpeSymbol& right) {
      const auto found = ranks.find({left.id, right.id});
      return found == ranks.end() ? BpeMerge{} : found->second;
    };
    auto expected = symbols_of(ids);
    merge_by_definition(expected, ranks);
    auto by_scan = symbols_of(ids);
    bpe_detail::merge_short(by_scan, lookup);
    auto by_heap = symbols_of(ids);
    bpe_detail::merge_long(by_heap, lookup);
    ASSERT_EQ(plain(by_scan), plain(expected)) << "round " << round;
    ASSERT_EQ(plain(by_heap), plain(expected)) << "round " << round;
  }
}

TEST(PairTable, FindsWhatWasInsertedAndNothingElse) {
  std::mt19937 random(3);
  Ranks inserted;
  PairTable table(5000);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    const auto left = static_cast<std::int32_t>(random() % 300);
    const auto right = static_cast<std::int32_t>(random() % 300);
    inserted.try_emplace({left, right}, BpeMerge{i, static_cast<std::int32_t>(i)});
    table.insert(left, right, {i, static_cast<std::int32_t>(i)});
  }
  for (std::int32_t left = -1; left < 300; ++left) {
    for (std::int32_t right = -1; right < 300; ++right) {
      const auto expected = inserted.find({left, right});
      const BpeMerge found = table.find(left, right);
      if (expected == inserted.end()) {
        ASSERT_EQ(found.rank, BpeMerge::none);
      } else {
        ASSERT_EQ(found.id, expected->second.id) << "the first insertion counts";
      }
    }
  }
  EXPECT_EQ(PairTable().find(0, 0).rank, BpeMerge::none);
}

}  // namespace
}  // namespace rotorscope
