// Elements of GF(p^k) are polynomials over Z/p, written as base-p numbers; products are reduced by a monic irreducible
// polynomial that is found by trial.
#include "core/rotation/galois_field.h"

#include <cstddef>

namespace rotorscope {
namespace {

using Polynomial = std::vector<int>;  // coefficients, lowest first

Polynomial digits(int value, int prime, int count) {
  Polynomial p(static_cast<std::size_t>(count));
  for (int& digit : p) {
    digit = value % prime;
    value /= prime;
  }
  return p;
}

int number(const Polynomial& p, int prime) {
  int value = 0;
  for (std::size_t i = p.size(); i-- > 0;) value = value * prime + p[i];
  return value;
}

/// a · b modulo the monic polynomial x^k + low.
Polynomial multiply(const Polynomial& a, const Polynomial& b, const Polynomial& low, int prime) {
  const std::size_t k = low.size();
  Polynomial product(2 * k, 0);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) product[i + j] = (product[i + j] + a[i] * b[j]) % prime;
  }
  for (std::size_t i = 2 * k; i-- > k;) {
    const int lead = product[i];
    for (std::size_t j = 0; j < k; ++j) {
      int& c = product[i - k + j];
      c = (c + (prime - low[j]) * lead) % prime;
    }
  }
  product.resize(k);
  return product;
}

/// x^k + low has no zero divisors exactly if every nonzero element's square is nonzero and the squares are half of
/// them.
std::vector<std::int8_t> characters(int prime, int degree, int order, int low_number) {
  const Polynomial low = digits(low_number, prime, degree);
  std::vector<std::int8_t> character(static_cast<std::size_t>(order), -1);
  character[0] = 0;
  int squares = 0;
  // Squaring is two to one exactly in a field; an ideal of zero divisors breaks the count or squares to zero.
  std::vector<int> times(static_cast<std::size_t>(order), 0);
  for (int a = 1; a < order; ++a) {
    const Polynomial p = digits(a, prime, degree);
    const int square = number(multiply(p, p, low, prime), prime);
    if (square == 0 || ++times[static_cast<std::size_t>(square)] > 2) return {};
    if (character[static_cast<std::size_t>(square)] < 0) ++squares;
    character[static_cast<std::size_t>(square)] = 1;
  }
  if (squares != (order - 1) / 2) return {};
  return character;
}

}  // namespace

std::optional<GaloisField> GaloisField::create(int q) {
  if (q < 3 || q > 4096 || q % 2 == 0) return std::nullopt;
  GaloisField field;
  int prime = 3;
  while (q % prime != 0) prime += 2;
  int rest = q;
  while (rest % prime == 0) {
    rest /= prime;
    ++field.degree_;
  }
  if (rest != 1) return std::nullopt;
  field.prime_ = prime;
  field.order_ = q;
  // For degree 1 the "polynomial" x + 0 leaves plain arithmetic modulo p.
  for (int low = 0; low < q && field.character_.empty(); ++low) {
    field.character_ = characters(prime, field.degree_, q, low);
  }
  return field.character_.empty() ? std::nullopt : std::optional(field);
}

int GaloisField::character_of_difference(int a, int b) const {
  const Polynomial x = digits(a, prime_, degree_);
  const Polynomial y = digits(b, prime_, degree_);
  Polynomial difference(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) difference[i] = (x[i] - y[i] + prime_) % prime_;
  return character_[static_cast<std::size_t>(number(difference, prime_))];
}

}  // namespace rotorscope
