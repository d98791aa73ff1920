// Hadamard matrices of orders K = 4 · odd, built from their definitions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rotorscope {

struct HadamardBase {
  int order = 0;
  std::string construction;          ///< "Paley I", "Paley II" or "Williamson"
  std::vector<std::int8_t> entries;  ///< ±1, row-major
};

/// A Hadamard matrix of this order (a multiple of 4) by Paley I or II over prime fields, then over prime-power fields,
/// then Williamson's array (92, 116, 156, 172); nothing where none of them gives one. Paley 1933, Williamson 1944.
std::optional<HadamardBase> hadamard_base(int order);

/// A Aᵀ = order · I, in integers.
bool is_hadamard(const HadamardBase& base);

}  // namespace rotorscope
