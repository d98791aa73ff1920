// Careful access to JSON that strangers wrote: a member of the wrong type counts as missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// The member; nullptr if there is none, if it is null, or if `object` is no object.
inline const nlohmann::json* member(const nlohmann::json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

inline std::optional<std::string> text_member(const nlohmann::json& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get<std::string>();
}

inline std::optional<bool> flag_member(const nlohmann::json& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr || !value->is_boolean()) return {};
  return value->get<bool>();
}

inline std::optional<std::int64_t> integer_of(const nlohmann::json& value) {
  if (!value.is_number_integer()) return {};
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return {};
  return value.get<std::int64_t>();
}

inline std::optional<std::int64_t> integer_member(const nlohmann::json& object, std::string_view name) {
  const auto* value = member(object, name);
  return value == nullptr ? std::nullopt : integer_of(*value);
}

}  // namespace rotorscope
