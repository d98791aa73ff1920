#include "core/model/tokenizer/word_cache.h"

namespace rotorscope {
namespace {

constexpr std::size_t most_words = 65536;
constexpr std::size_t longest_word = 64;

}  // namespace

void WordCache::encode(const WordModel& model, std::string_view word, std::vector<TokenId>& ids) {
  if (word.size() > longest_word) {
    model.encode_word(word, ids);
    return;
  }
  if (const auto known = entries_.find(word); known != entries_.end()) {
    const auto begin = ids_.begin() + known->second.begin;
    ids.insert(ids.end(), begin, begin + known->second.count);
    return;
  }
  const std::size_t before = ids.size();
  model.encode_word(word, ids);
  if (entries_.size() >= most_words) return;
  const std::size_t count = ids.size() - before;
  entries_.emplace(word, Entry{static_cast<std::uint32_t>(ids_.size()), static_cast<std::uint32_t>(count)});
  ids_.insert(ids_.end(), ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end());
}

}  // namespace rotorscope
