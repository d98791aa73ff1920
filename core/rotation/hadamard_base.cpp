#include "core/rotation/hadamard_base.h"

#include "core/rotation/galois_field.h"

#include <array>
#include <string_view>

namespace rotorscope {
namespace {

class SignMatrix {
 public:
  explicit SignMatrix(int order)
      : order_(order), entries_(static_cast<std::size_t>(order) * static_cast<std::size_t>(order)) {}
  std::int8_t& at(int row, int column) {
    return entries_[static_cast<std::size_t>(row) * static_cast<std::size_t>(order_) +
                    static_cast<std::size_t>(column)];
  }
  HadamardBase finish(std::string construction) { return {order_, std::move(construction), std::move(entries_)}; }

 private:
  int order_;
  std::vector<std::int8_t> entries_;
};

/// S + I with S the skew conference matrix of GF(q), q ≡ 3 mod 4.
HadamardBase paley_one(const GaloisField& field) {
  const int q = field.order();
  SignMatrix h(q + 1);
  for (int i = 0; i <= q; ++i) {
    for (int j = 0; j <= q; ++j) {
      int entry = 0;
      if (i == 0 && j > 0)
        entry = 1;
      else if (j == 0 && i > 0)
        entry = -1;
      else if (i > 0 && i != j)
        entry = field.character_of_difference(j - 1, i - 1);
      h.at(i, j) = static_cast<std::int8_t>(i == j ? entry + 1 : entry);
    }
  }
  return h.finish("Paley I");
}

/// C ⊗ [1 1; 1 −1] + I ⊗ [1 −1; −1 −1] with C the symmetric conference matrix of GF(q), q ≡ 1 mod 4.
HadamardBase paley_two(const GaloisField& field) {
  constexpr std::array<std::array<int, 2>, 2> off_diagonal = {{{1, 1}, {1, -1}}};
  constexpr std::array<std::array<int, 2>, 2> diagonal = {{{1, -1}, {-1, -1}}};
  const int q = field.order();
  SignMatrix h(2 * (q + 1));
  for (int i = 0; i <= q; ++i) {
    for (int j = 0; j <= q; ++j) {
      int c = 0;
      if ((i == 0) != (j == 0))
        c = 1;
      else if (i > 0 && i != j)
        c = field.character_of_difference(i - 1, j - 1);
      for (int a = 0; a < 2; ++a) {
        for (int b = 0; b < 2; ++b) {
          const auto m = static_cast<std::size_t>(a);
          const auto n = static_cast<std::size_t>(b);
          h.at(2 * i + a, 2 * j + b) = static_cast<std::int8_t>(i == j ? diagonal[m][n] : c * off_diagonal[m][n]);
        }
      }
    }
  }
  return h.finish("Paley II");
}

/// First rows of four symmetric circulants with A² + B² + C² + D² = 4n I. Found by a search over rows whose periodic
/// autocorrelations add up to zero (for 39 and 43 among rows that a multiplier of order 3 keeps or permutes).
struct WilliamsonRows {
  int n;
  std::array<std::string_view, 4> rows;
};
constexpr std::array<WilliamsonRows, 4> williamson_rows = {{
    {23, {"+--++-+-+-++++-+-+-++--", "+++---++--++++--++---++", "+--+-+-++++++++++-+-+--", "+--+--+++------+++--+--"}},
    {29,
     {"+--+---+-+--++++++--+-+---+--", "+-+++-+++--+-++++-+--+++-+++-", "+--++----+-++++++++-+----++--",
      "++--++-+-++++----++++-+-++--+"}},
    {39,
     {"+---+---+-++-++----++----++-++-+---+---", "+-++------++--+-+-++++-+-+--++------++-",
      "++--+++-+--++-+----------+-++--+-+++--+", "+---+--++++----+-+-++-+-+----++++--+---"}},
    {43,
     {"++-+--++-+++----+++-++++-+++----+++-++--+-+", "+--+++--+-+--+-+++++-++-+++++-+--+-+--+++--",
      "+-+-+----++++-++++-++--++-++++-++++----+-+-", "+--++----+-+---+--++++++++--+---+-+----++--"}},
}};

/// [A B C D; −B A −D C; −C D A −B; −D −C B A].
HadamardBase williamson(const WilliamsonRows& source) {
  constexpr std::array<std::array<int, 4>, 4> block = {{{0, 1, 2, 3}, {1, 0, 3, 2}, {2, 3, 0, 1}, {3, 2, 1, 0}}};
  constexpr std::array<std::array<int, 4>, 4> sign = {{{1, 1, 1, 1}, {-1, 1, -1, 1}, {-1, 1, 1, -1}, {-1, -1, 1, 1}}};
  const int n = source.n;
  SignMatrix h(4 * n);
  for (int i = 0; i < 4 * n; ++i) {
    for (int j = 0; j < 4 * n; ++j) {
      const auto u = static_cast<std::size_t>(i / n);
      const auto v = static_cast<std::size_t>(j / n);
      const auto offset = static_cast<std::size_t>(((j % n) - (i % n) + n) % n);
      const int value = source.rows[static_cast<std::size_t>(block[u][v])][offset] == '+' ? 1 : -1;
      h.at(i, j) = static_cast<std::int8_t>(sign[u][v] * value);
    }
  }
  return h.finish("Williamson");
}

}  // namespace

std::optional<HadamardBase> hadamard_base(int order) {
  if (order < 4 || order % 4 != 0) return std::nullopt;
  const auto one = GaloisField::create(order - 1);      // q ≡ 3 mod 4 because 4 divides q + 1
  const auto two = GaloisField::create(order / 2 - 1);  // used where q ≡ 1 mod 4
  const bool two_fits = two && (order / 2 - 1) % 4 == 1;
  if (one && one->is_prime()) return paley_one(*one);
  if (two_fits && two->is_prime()) return paley_two(*two);
  if (one) return paley_one(*one);
  if (two_fits) return paley_two(*two);
  for (const WilliamsonRows& rows : williamson_rows) {
    if (4 * rows.n == order) return williamson(rows);
  }
  return std::nullopt;
}

bool is_hadamard(const HadamardBase& base) {
  const int n = base.order;
  const auto row = [&](int i) {
    return base.entries.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(n);
  };
  for (int i = 0; i < n; ++i) {
    for (int j = i; j < n; ++j) {
      int dot = 0;
      for (int k = 0; k < n; ++k) dot += row(i)[k] * row(j)[k];
      if (dot != (i == j ? n : 0)) return false;
    }
  }
  return true;
}

}  // namespace rotorscope
