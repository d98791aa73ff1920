#include "core/formats/bit_packing.h"

#include <cstring>

namespace rotorscope {
namespace {

std::uint32_t word_at(const std::byte* words, std::size_t index) {
  std::uint32_t word = 0;
  std::memcpy(&word, words + index * sizeof word, sizeof word);
  return word;
}

unsigned level_in(std::uint32_t word, std::size_t place, int bits) {
  return (word >> (place * static_cast<unsigned>(bits))) & ((1U << static_cast<unsigned>(bits)) - 1U);
}

}  // namespace

std::vector<std::uint32_t> pack_along_rows(std::span<const std::uint8_t> levels, std::size_t rows, int bits) {
  const std::size_t columns = rows == 0 ? 0 : levels.size() / rows;
  const auto per_word = static_cast<std::size_t>(32 / bits);
  const std::size_t width = packed_words(columns, bits);
  std::vector<std::uint32_t> words(rows * width);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const auto shift = static_cast<unsigned>(c % per_word) * static_cast<unsigned>(bits);
      words[r * width + c / per_word] |= static_cast<std::uint32_t>(levels[r * columns + c]) << shift;
    }
  }
  return words;
}

std::vector<std::uint32_t> pack_along_columns(std::span<const std::uint8_t> levels, std::size_t rows, int bits) {
  const std::size_t columns = rows == 0 ? 0 : levels.size() / rows;
  const auto per_word = static_cast<std::size_t>(32 / bits);
  std::vector<std::uint32_t> words(packed_words(rows, bits) * columns);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto shift = static_cast<unsigned>(r % per_word) * static_cast<unsigned>(bits);
    std::uint32_t* line = words.data() + r / per_word * columns;
    for (std::size_t c = 0; c < columns; ++c) {
      line[c] |= static_cast<std::uint32_t>(levels[r * columns + c]) << shift;
    }
  }
  return words;
}

unsigned packed_level(const std::byte* words, std::size_t index, int bits) {
  const auto per_word = static_cast<std::size_t>(32 / bits);
  return level_in(word_at(words, index / per_word), index % per_word, bits);
}

unsigned packed_level_by_column(const std::byte* words, std::size_t columns, std::size_t row, std::size_t column,
                                int bits) {
  const auto per_word = static_cast<std::size_t>(32 / bits);
  return level_in(word_at(words, row / per_word * columns + column), row % per_word, bits);
}

}  // namespace rotorscope
