#include "core/formats/project/json_text.h"

#include <cmath>
#include <limits>

namespace rotorscope {
namespace {

constexpr int depth_limit = 32;
constexpr const char* number_key = "$number";

void hide_infinities(nlohmann::json& value) {
  if (value.is_structured()) {
    for (auto& child : value) hide_infinities(child);
  } else if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    const double number = value.get<double>();
    value = {{number_key, std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf"}};
  }
}

void show_infinities(nlohmann::json& value) {
  if (value.is_object() && value.size() == 1 && value.contains(number_key)) {
    const nlohmann::json word = value[number_key];
    constexpr double infinity = std::numeric_limits<double>::infinity();
    value = word == "inf" ? infinity : word == "-inf" ? -infinity : std::numeric_limits<double>::quiet_NaN();
  } else if (value.is_structured()) {
    for (auto& child : value) show_infinities(child);
  }
}

}  // namespace

std::string json_to_text(nlohmann::json value) {
  hide_infinities(value);
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<nlohmann::json> json_from_text(const std::string& text, const std::string& where) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > depth_limit;
    return !too_deep;
  };
  auto value = nlohmann::json::parse(text, watch_depth, false);
  if (value.is_discarded() || too_deep) return fail("is not the JSON it should be", where);
  show_infinities(value);
  return value;
}

}  // namespace rotorscope
