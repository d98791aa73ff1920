// Numbers that travel as CBOR byte strings instead of lists: 4 bytes a value and nothing to parse.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// float32 values, little-endian in the frame.
struct FloatArray {
  std::vector<float> values;
  bool operator==(const FloatArray&) const = default;
};

void to_json(nlohmann::json& j, const FloatArray& array);
/// Accepts the byte string and a plain list of numbers. Throws nlohmann::json::exception on anything else, like every
/// from_json; decode() turns that into an Error.
void from_json(const nlohmann::json& j, FloatArray& array);

}  // namespace rotorscope
