// Levels of 4 or 8 bits in 32-bit words, the least significant first: what compressed-tensors and GPTQ's layout store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rotorscope {

/// Whether levels of this width are packed and unpacked here: 4 or 8 bits.
[[nodiscard]] constexpr bool can_pack(int bits) { return bits == 4 || bits == 8; }

/// Words that `count` levels of `bits` bits take.
[[nodiscard]] constexpr std::size_t packed_words(std::size_t count, int bits) {
  const auto per_word = static_cast<std::size_t>(32 / bits);
  return (count + per_word - 1) / per_word;
}

/// Packs each row of `levels` [rows, columns]: words [rows, packed_words(columns)]. Unused bits of the last word are 0.
[[nodiscard]] std::vector<std::uint32_t> pack_along_rows(std::span<const std::uint8_t> levels, std::size_t rows,
                                                         int bits);
/// Packs each column of `levels` [rows, columns]: words [packed_words(rows), columns].
[[nodiscard]] std::vector<std::uint32_t> pack_along_columns(std::span<const std::uint8_t> levels, std::size_t rows,
                                                            int bits);

/// Level `index` of a packed row that begins at `words`, which need no alignment.
[[nodiscard]] unsigned packed_level(const std::byte* words, std::size_t index, int bits);
/// Level (row, column) of words packed along columns, `columns` words a row of words.
[[nodiscard]] unsigned packed_level_by_column(const std::byte* words, std::size_t columns, std::size_t row,
                                              std::size_t column, int bits);

}  // namespace rotorscope
