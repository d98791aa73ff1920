// Finite fields of prime-power order, as far as Paley's constructions need them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace rotorscope {

/// The quadratic character of GF(q): which differences of elements are squares. Elements are numbered 0 … q−1, 0 is
/// zero.
class GaloisField {
 public:
  /// GF(q) for an odd prime power q up to 4096; nothing if q is none.
  static std::optional<GaloisField> create(int q);

  [[nodiscard]] int order() const { return order_; }
  /// χ(a − b): 0 for a = b, 1 for a nonzero square, −1 otherwise.
  [[nodiscard]] int character_of_difference(int a, int b) const;
  [[nodiscard]] bool is_prime() const { return degree_ == 1; }

 private:
  int prime_ = 0, degree_ = 0, order_ = 0;
  std::vector<std::int8_t> character_;
};

}  // namespace rotorscope
