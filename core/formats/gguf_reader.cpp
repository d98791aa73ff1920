#include "core/formats/gguf_reader.h"

#include "core/formats/printable.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

namespace rotorscope {
namespace {

constexpr std::uint64_t longest_name = 65535;  // of keys; the format's own limit
constexpr std::uint32_t most_dimensions = 4;   // GGML's limit

struct FileType {
  std::uint32_t number;
  TensorType type;
};
constexpr std::array<FileType, 18> file_types = {{
    {0, TensorType::F32},
    {1, TensorType::F16},
    {2, TensorType::Q4_0},
    {3, TensorType::Q4_1},
    {6, TensorType::Q5_0},
    {7, TensorType::Q5_1},
    {8, TensorType::Q8_0},
    {10, TensorType::Q2_K},
    {11, TensorType::Q3_K},
    {12, TensorType::Q4_K},
    {13, TensorType::Q5_K},
    {14, TensorType::Q6_K},
    {24, TensorType::I8},
    {25, TensorType::I16},
    {26, TensorType::I32},
    {27, TensorType::I64},
    {28, TensorType::F64},
    {30, TensorType::BF16},
}};

/// Names of the types that exist but are not read here, so that the message can say what the file holds.
std::string unsupported_name(std::uint32_t number) {
  constexpr std::array<std::pair<std::uint32_t, std::string_view>, 15> names = {{{9, "Q8_1"},
                                                                                 {15, "Q8_K"},
                                                                                 {16, "IQ2_XXS"},
                                                                                 {17, "IQ2_XS"},
                                                                                 {18, "IQ3_XXS"},
                                                                                 {19, "IQ1_S"},
                                                                                 {20, "IQ4_NL"},
                                                                                 {21, "IQ3_S"},
                                                                                 {22, "IQ2_S"},
                                                                                 {23, "IQ4_XS"},
                                                                                 {29, "IQ1_M"},
                                                                                 {34, "TQ1_0"},
                                                                                 {35, "TQ2_0"},
                                                                                 {39, "MXFP4"},
                                                                                 {40, "NVFP4"}}};
  for (const auto& [known, name] : names) {
    if (known == number) return std::string(name);
  }
  return "number " + std::to_string(number);
}

std::string quoted(std::string_view name) { return "\"" + printable(name) + "\""; }

}  // namespace

GgufReader::GgufReader(std::shared_ptr<const MappedFile> file) : result_(new GgufFile), cursor_(file->bytes()) {
  result_->file_ = std::move(file);
}

tl::unexpected<Error> GgufReader::broken(std::string what) const {
  return fail(std::move(what), result_->path().string(), "the file is damaged or incomplete: fetch it again");
}

Result<std::shared_ptr<const GgufFile>> GgufReader::read() {
  ROTOR_CHECK(read_header());
  for (std::uint64_t i = 0; i < entry_count_; ++i) ROTOR_CHECK(read_entry());
  for (std::uint64_t i = 0; i < tensor_count_; ++i) ROTOR_CHECK(read_tensor());
  ROTOR_CHECK(place_tensors());
  return std::shared_ptr<const GgufFile>(std::move(result_));
}

Status GgufReader::read_header() {
  std::array<char, 4> magic{};
  if (!cursor_.read(magic) || std::string_view(magic.data(), magic.size()) != "GGUF") {
    return fail("is not a GGUF file", result_->path().string(), "name a .gguf file or a Hugging Face folder");
  }
  if (!cursor_.read(result_->version_)) return broken("ends inside its header");
  const std::uint32_t version = result_->version_;
  if (version != 2 && version != 3) {
    const bool big_endian = version != 0 && (version & 0xFFFFU) == 0;
    return fail(big_endian ? "is a big-endian GGUF file, which is not supported"
                           : "has GGUF version " + std::to_string(version) + "; versions 2 and 3 are supported",
                result_->path().string(), "convert the model again with a current llama.cpp");
  }
  if (!cursor_.read(tensor_count_) || !cursor_.read(entry_count_)) return broken("ends inside its header");
  // The shortest metadata entry takes 13 bytes (one-byte value, empty name), the shortest tensor entry 24.
  if (entry_count_ > cursor_.remaining() / 13) {
    return broken("claims " + std::to_string(entry_count_) + " metadata entries, more than it can hold");
  }
  if (tensor_count_ > cursor_.remaining() / 24) {
    return broken("claims " + std::to_string(tensor_count_) + " tensors, more than it can hold");
  }
  return {};
}

Status GgufReader::read_entry() {
  std::string_view key;
  if (!cursor_.read_text(key)) return broken("a metadata key reaches past the end of the file");
  if (key.empty() || key.size() > longest_name) {
    return broken("a metadata key has a length of " + std::to_string(key.size()) + " bytes");
  }
  ROTOR_TRY(auto value, read_value(quoted(key)));
  if (!result_->values_.emplace(key, std::move(value)).second)
    return broken("has the metadata key " + quoted(key) + " twice");
  result_->keys_.push_back(key);
  return {};
}

Result<GgufValue> GgufReader::read_value(const std::string& key) {
  GgufType type{};
  if (!cursor_.read(type)) return broken("ends inside the metadata value of " + key);
  if (type == GgufType::array) return read_array(key);
  if (type == GgufType::text) {
    std::string_view text;
    if (!cursor_.read_text(text)) return broken("the text of " + key + " reaches past the end of the file");
    return GgufValue(text);
  }
  const std::size_t width = scalar_bytes(type);
  if (width == 0)
    return broken(key + " has the unknown value type " + std::to_string(static_cast<std::uint32_t>(type)));
  GgufNumbers number{type, {}};
  if (!cursor_.take(width, number.bytes)) return broken("ends inside the metadata value of " + key);
  return GgufValue(number, false);
}

Result<GgufValue> GgufReader::read_array(const std::string& key) {
  GgufType type{};
  std::uint64_t count = 0;
  if (!cursor_.read(type) || !cursor_.read(count)) return broken("ends inside the metadata value of " + key);
  const std::size_t width = type == GgufType::text ? sizeof(std::uint64_t) : scalar_bytes(type);
  if (width == 0) {
    return broken("the array " + key + " has elements of the unsupported type " +
                  std::to_string(static_cast<std::uint32_t>(type)));
  }
  if (count > cursor_.remaining() / width) {
    return broken("the array " + key + " claims " + std::to_string(count) + " elements, more than the file can hold");
  }
  if (type != GgufType::text) {
    GgufNumbers numbers{type, {}};
    if (!cursor_.take(count * width, numbers.bytes)) return broken("ends inside the array " + key);
    return GgufValue(numbers, true);
  }
  std::vector<std::string_view> texts(static_cast<std::size_t>(count));
  for (auto& text : texts) {
    if (!cursor_.read_text(text)) return broken("a text of the array " + key + " reaches past the end of the file");
  }
  return GgufValue(std::move(texts));
}

Status GgufReader::read_tensor() {
  TensorView tensor;
  std::uint32_t dimensions = 0;
  std::uint32_t type_number = 0;
  std::uint64_t offset = 0;
  if (!cursor_.read_text(tensor.name)) return broken("a tensor's name reaches past the end of the file");
  const std::string name = quoted(tensor.name);
  if (!cursor_.read(dimensions)) return broken("ends inside the entry of tensor " + name);
  if (dimensions > most_dimensions) {
    return broken("tensor " + name + " claims " + std::to_string(dimensions) + " dimensions; GGUF allows " +
                  std::to_string(most_dimensions));
  }
  tensor.shape.resize(dimensions);
  for (std::uint32_t i = dimensions; i-- > 0;) {
    if (!cursor_.read(tensor.shape[i])) return broken("ends inside the entry of tensor " + name);
  }
  if (!cursor_.read(type_number) || !cursor_.read(offset)) return broken("ends inside the entry of tensor " + name);

  const auto* known = std::ranges::find(file_types, type_number, &FileType::number);
  if (known == file_types.end()) {
    return fail("tensor " + name + " has the type " + unsupported_name(type_number) + ", which is not supported",
                result_->path().string(), "use a GGUF in F16, BF16, Q8_0, Q4_0, Q5_0 or a K type (Q2_K to Q6_K)");
  }
  tensor.type = known->type;
  const auto elements = element_count(tensor.shape);
  if (!elements || *elements == 0) {
    return broken("tensor " + name + " has the impossible shape " + shape_text(tensor.shape));
  }
  const auto row = tensor.shape.empty() ? std::int64_t{1} : tensor.shape.back();
  if (static_cast<std::size_t>(row) % block_elements(tensor.type) != 0) {
    return broken("tensor " + name + " of shape " + shape_text(tensor.shape) + " has rows that are not whole " +
                  std::string(type_name(tensor.type)) + " blocks");
  }
  if (!result_->tensor_index_.emplace(tensor.name, result_->tensors_.size()).second) {
    return broken("has the tensor " + name + " twice");
  }
  result_->tensors_.push_back(std::move(tensor));
  offsets_.push_back(offset);
  return {};
}

Status GgufReader::place_tensors() {
  std::uint64_t alignment = 32;
  if (const GgufValue* value = result_->find("general.alignment")) {
    const auto given = value->integer();
    if (!given || *given < 8 || *given > (1 << 20) || !std::has_single_bit(static_cast<std::uint64_t>(*given))) {
      return broken("general.alignment is not a power of two from 8 to 1048576");
    }
    alignment = static_cast<std::uint64_t>(*given);
  }
  const auto all = result_->file_->bytes();
  const std::uint64_t start = (cursor_.position() + alignment - 1) / alignment * alignment;
  auto& tensors = result_->tensors_;
  if (!tensors.empty() && start > all.size()) return broken("ends before its tensor data");

  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const auto bytes = bytes_for(tensors[i].type, *element_count(tensors[i].shape));
    const std::string name = quoted(tensors[i].name);
    if (offsets_[i] % alignment != 0) return broken("the data of tensor " + name + " is not aligned");
    if (!bytes || offsets_[i] > all.size() - start || *bytes > all.size() - start - offsets_[i]) {
      return broken("the data of tensor " + name + " " + shape_text(tensors[i].shape) +
                    " reaches past the end of the file");
    }
    tensors[i].bytes = all.subspan(static_cast<std::size_t>(start + offsets_[i]), *bytes);
  }

  std::vector<std::size_t> order(tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return offsets_[i]; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const TensorView& before = tensors[order[i - 1]];
    const TensorView& after = tensors[order[i]];
    if (before.bytes.data() + before.bytes.size() > after.bytes.data()) {
      return broken("the data of the tensors " + quoted(before.name) + " and " + quoted(after.name) + " overlap");
    }
  }
  return {};
}

}  // namespace rotorscope
