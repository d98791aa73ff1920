#include "core/protocol/array.h"

#include <bit>
#include <cstring>

namespace rotorscope {

static_assert(std::endian::native == std::endian::little, "frames are little-endian; add byte swaps for this machine");

void to_json(nlohmann::json& j, const FloatArray& array) {
  nlohmann::json::binary_t::container_type bytes(array.values.size() * sizeof(float));
  if (!bytes.empty()) std::memcpy(bytes.data(), array.values.data(), bytes.size());
  j = nlohmann::json::binary(std::move(bytes));
}

void from_json(const nlohmann::json& j, FloatArray& array) {
  if (j.is_array()) {
    array.values = j.get<std::vector<float>>();
    return;
  }
  const auto& bytes = j.get_binary();
  if (bytes.size() % sizeof(float) != 0) {
    throw nlohmann::json::type_error::create(302, "a float array's byte string must hold a multiple of 4 bytes", &j);
  }
  array.values.resize(bytes.size() / sizeof(float));
  if (!bytes.empty()) std::memcpy(array.values.data(), bytes.data(), bytes.size());
}

}  // namespace rotorscope
