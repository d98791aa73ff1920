// A GGUF file as the tokenizer wants to see it. Header only, so that the tokenizer does not depend on file formats.
#pragma once

#include "core/formats/gguf.h"
#include "core/model/tokenizer/metadata_spec.h"

#include <string>
#include <vector>

namespace rotorscope {

/// Refers to the file, which must live longer.
class GgufTokenizerMetadata final : public TokenizerMetadata {
 public:
  explicit GgufTokenizerMetadata(const GgufFile& file) : file_(file) {}

  [[nodiscard]] std::optional<std::string> text(std::string_view key) const override {
    const auto value = file_.text(key);
    return value ? std::optional<std::string>(*value) : std::nullopt;
  }
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const override { return file_.integer(key); }
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const override { return file_.flag(key); }
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key) const override {
    const auto* values = file_.texts(key);
    if (values == nullptr) return {};
    return std::vector<std::string>(values->begin(), values->end());
  }
  [[nodiscard]] std::optional<std::vector<float>> numbers(std::string_view key) const override {
    return converted<float>(file_.numbers(key));
  }
  [[nodiscard]] std::optional<std::vector<std::int32_t>> integers(std::string_view key) const override {
    return converted<std::int32_t>(file_.integers(key));
  }

 private:
  template <class To, class From>
  static std::optional<std::vector<To>> converted(const std::optional<std::vector<From>>& values) {
    if (!values) return {};
    std::vector<To> result;
    result.reserve(values->size());
    for (const From value : *values) result.push_back(static_cast<To>(value));
    return result;
  }
  const GgufFile& file_;
};

}  // namespace rotorscope
