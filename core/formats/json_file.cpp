#include "core/formats/json_file.h"

#include "core/base/files.h"

#include <limits>

namespace rotorscope {

Result<nlohmann::json> read_json(const std::filesystem::path& path, std::uintmax_t limit_bytes) {
  ROTOR_TRY(const auto text, read_file(path, limit_bytes));
  // Nesting that no model's file has would cost many times the file's size in memory.
  bool too_deep = false;
  const auto watch_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > 64;
    return !too_deep;
  };
  auto json = nlohmann::json::parse(text, watch_depth, false);
  if (too_deep) return fail("is nested too deeply", path.string(), "fetch the file again");
  if (json.is_discarded()) return fail("is not valid JSON", path.string(), "fetch the file again");
  if (!json.is_object()) return fail("is not a JSON object", path.string(), "fetch the file again");
  return json;
}

const nlohmann::json* JsonFields::find(const std::string& key) const {
  const auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

Result<std::optional<std::int64_t>> JsonFields::integer(const std::string& key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  const bool fits =
      value->is_number_integer() &&
      (!value->is_number_unsigned() ||
       value->get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!fits) return fail(key + " is not a whole number", where_);
  return value->get<std::int64_t>();
}

Result<std::optional<double>> JsonFields::number(const std::string& key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) return fail(key + " is not a number", where_);
  return value->get<double>();
}

Result<std::optional<bool>> JsonFields::flag(const std::string& key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) return fail(key + " is neither true nor false", where_);
  return value->get<bool>();
}

Result<std::optional<std::string>> JsonFields::text(const std::string& key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return fail(key + " is not a text", where_);
  return value->get<std::string>();
}

Result<std::optional<JsonFields>> JsonFields::object(const std::string& key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return fail(key + " is not an object", where_);
  return JsonFields(*value, where_);
}

}  // namespace rotorscope
