// Small JSON files of a model folder, and typed access that says which key is wrong.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Reads a JSON object. Errors: not readable, larger than `limit_bytes`, not valid JSON, not an object.
Result<nlohmann::json> read_json(const std::filesystem::path& path, std::uintmax_t limit_bytes = 1U << 24U);

/// One JSON object of a file, for messages such as "config.json: hidden_size is not a whole number".
class JsonFields {
 public:
  /// `object` must outlive this.
  JsonFields(const nlohmann::json& object, std::string where) : object_(&object), where_(std::move(where)) {}

  /// The value under the key; nullptr if it is absent or null.
  [[nodiscard]] const nlohmann::json* find(const std::string& key) const;
  // Nothing if the key is absent or null. Errors: a value of another kind.
  [[nodiscard]] Result<std::optional<std::int64_t>> integer(const std::string& key) const;
  [[nodiscard]] Result<std::optional<double>> number(const std::string& key) const;
  [[nodiscard]] Result<std::optional<bool>> flag(const std::string& key) const;
  [[nodiscard]] Result<std::optional<std::string>> text(const std::string& key) const;
  /// The key's value is an object or absent.
  [[nodiscard]] Result<std::optional<JsonFields>> object(const std::string& key) const;

  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const nlohmann::json* object_;
  std::string where_;
};

}  // namespace rotorscope
