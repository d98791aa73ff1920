#include "core/formats/safetensors_header.h"

#include "core/formats/printable.h"

#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

constexpr std::size_t most_dimensions = 16;

/// Receives the parser's events; each returns false to stop at the first thing that the format does not have.
class HeaderHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  SafetensorsHeader header;
  std::string problem;

  bool start_object(std::size_t) override {
    if (place_ == Place::before) return go(Place::top);
    if (place_ == Place::top && key_ == "__metadata__") return go(Place::metadata);
    if (place_ == Place::top) {
      header.entries.emplace_back().name = key_;
      has_dtype_ = has_shape_ = false;
      offsets_ = 0;
      return go(Place::tensor);
    }
    return stop("has an object where none may be");
  }
  bool end_object() override {
    if (place_ == Place::top) return go(Place::after);
    if (place_ == Place::tensor && !(has_dtype_ && has_shape_ && offsets_ == 2)) {
      return stop("lacks its dtype, shape or data_offsets");
    }
    return go(Place::top);
  }
  bool key(string_t& name) override {
    if (place_ == Place::top) {
      key_ = name;
      if (!names_.insert(name).second) return stop("stands there twice");
    } else {
      inner_key_ = name;
    }
    return true;
  }
  bool string(string_t& text) override {
    if (place_ == Place::metadata) {
      header.metadata[inner_key_] = text;
      return true;
    }
    if (place_ != Place::tensor || inner_key_ != "dtype") return stop("has a text where none may be");
    header.entries.back().dtype = text;
    has_dtype_ = true;
    return true;
  }
  bool start_array(std::size_t) override {
    if (place_ != Place::tensor) return stop("has a list where none may be");
    if (inner_key_ == "shape" && !has_shape_) {
      has_shape_ = true;
      return go(Place::shape);
    }
    if (inner_key_ == "data_offsets" && offsets_ == 0) return go(Place::offsets);
    return stop("has a list where none may be");
  }
  bool end_array() override { return go(Place::tensor); }
  bool number_unsigned(number_unsigned_t value) override {
    auto* entry = header.entries.empty() ? nullptr : &header.entries.back();
    if (place_ == Place::shape) {
      if (entry->shape.size() == most_dimensions) return stop("has too many dimensions");
      entry->shape.push_back(value);
      return true;
    }
    if (place_ == Place::offsets && offsets_ < 2) {
      (offsets_ == 0 ? entry->begin : entry->end) = value;
      ++offsets_;
      return true;
    }
    return stop("has a number where none may be");
  }
  bool number_integer(number_integer_t) override { return stop("has a negative number"); }
  bool number_float(number_float_t, const string_t&) override { return stop("has a number that is no whole one"); }
  bool null() override { return stop("has a null"); }
  bool boolean(bool) override { return stop("has a flag"); }
  bool binary(binary_t&) override { return stop("has binary data"); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    problem = "the directory is not valid JSON at byte " + std::to_string(position);
    return false;
  }

 private:
  enum class Place { before, top, metadata, tensor, shape, offsets, after };

  bool go(Place place) {
    place_ = place;
    return true;
  }
  bool stop(const std::string& why) {
    const bool in_entry = place_ != Place::before && !key_.empty();
    problem = (in_entry ? "the entry \"" + printable(key_) + "\"" : std::string("the directory")) + " " + why;
    return false;
  }

  Place place_ = Place::before;
  std::string key_;
  std::string inner_key_;
  std::unordered_set<std::string> names_;
  bool has_dtype_ = false;
  bool has_shape_ = false;
  int offsets_ = 0;
};

}  // namespace

Result<SafetensorsHeader> parse_safetensors_header(std::string_view json) {
  HeaderHandler handler;
  if (!nlohmann::json::sax_parse(json, &handler)) return fail(handler.problem);
  return std::move(handler.header);
}

}  // namespace rotorscope
