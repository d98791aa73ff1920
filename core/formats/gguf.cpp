#include "core/formats/gguf.h"

#include "core/formats/gguf_reader.h"

namespace rotorscope {

Result<std::shared_ptr<const GgufFile>> GgufFile::open(const std::filesystem::path& path) {
  ROTOR_TRY(auto file, MappedFile::open(path));
  return GgufReader(std::move(file)).read();
}

const GgufValue* GgufFile::find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

std::optional<std::string_view> GgufFile::text(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? std::nullopt : value->text();
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? std::nullopt : value->integer();
}

std::optional<double> GgufFile::number(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? std::nullopt : value->number();
}

std::optional<bool> GgufFile::flag(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? std::nullopt : value->flag();
}

const std::vector<std::string_view>* GgufFile::texts(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? nullptr : value->texts();
}

std::optional<std::vector<std::int64_t>> GgufFile::integers(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? std::nullopt : value->integers();
}

std::optional<std::vector<double>> GgufFile::numbers(std::string_view key) const {
  const GgufValue* value = find(key);
  return value == nullptr ? std::nullopt : value->numbers();
}

const TensorView* GgufFile::tensor(std::string_view name) const {
  const auto found = tensor_index_.find(name);
  return found == tensor_index_.end() ? nullptr : &tensors_[found->second];
}

}  // namespace rotorscope
