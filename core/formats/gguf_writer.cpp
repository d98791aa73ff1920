#include "core/formats/gguf_writer.h"

#include "core/base/files.h"
#include "core/formats/printable.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace rotorscope {
namespace {

constexpr std::size_t alignment = 32;     // the format's default
constexpr std::size_t longest_name = 63;  // of tensors, in GGML
constexpr std::size_t most_dimensions = 4;

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint64_t>(text.size()));
  out += text;
}

std::size_t padding(std::size_t size) { return (alignment - size % alignment) % alignment; }

struct Layout {
  std::string head;                // all before the data
  std::vector<std::size_t> bytes;  // of each tensor
};

Result<Layout> lay_out(const GgufMetadata& metadata, const std::vector<TensorPlan>& tensors) {
  Layout layout;
  std::string& head = layout.head;
  head = "GGUF";
  put(head, std::uint32_t{3});
  put(head, static_cast<std::uint64_t>(tensors.size()));
  put(head, metadata.count());
  head += metadata.bytes();
  std::unordered_set<std::string> names;
  std::uint64_t offset = 0;
  for (const TensorPlan& plan : tensors) {
    const std::string name = printable(plan.name);
    if (plan.name.empty() || plan.name.size() > longest_name) {
      return fail("a tensor cannot have the name \"" + name + "\"");
    }
    if (!names.insert(plan.name).second) return fail("the tensor \"" + name + "\" is to be written twice");
    const auto number = ggml_number(plan.type);
    if (!number) return fail("GGUF files have no type " + std::string(type_name(plan.type)));
    const auto elements = element_count(plan.shape);
    const std::size_t bytes = elements ? bytes_for(plan.type, *elements).value_or(0) : 0;
    const bool whole_rows = !plan.shape.empty() && plan.shape.size() <= most_dimensions &&
                            plan.shape.back() % static_cast<std::int64_t>(block_elements(plan.type)) == 0;
    if (bytes == 0 || !whole_rows) {
      return fail("the tensor \"" + name + "\" of shape " + shape_text(plan.shape) + " cannot be stored as " +
                      std::string(type_name(plan.type)),
                  "", "its rows must be whole blocks; choose another type");
    }
    put_text(head, plan.name);
    put(head, static_cast<std::uint32_t>(plan.shape.size()));
    for (auto size = plan.shape.rbegin(); size != plan.shape.rend(); ++size) {
      put(head, static_cast<std::uint64_t>(*size));
    }
    put(head, *number);
    put(head, offset);
    layout.bytes.push_back(bytes);
    offset += bytes + padding(bytes);
  }
  head.append(padding(head.size()), '\0');
  return layout;
}

}  // namespace

std::optional<std::uint32_t> ggml_number(TensorType type) {
  constexpr std::array<std::pair<TensorType, std::uint32_t>, 18> numbers = {{{TensorType::F32, 0},
                                                                             {TensorType::F16, 1},
                                                                             {TensorType::Q4_0, 2},
                                                                             {TensorType::Q4_1, 3},
                                                                             {TensorType::Q5_0, 6},
                                                                             {TensorType::Q5_1, 7},
                                                                             {TensorType::Q8_0, 8},
                                                                             {TensorType::Q2_K, 10},
                                                                             {TensorType::Q3_K, 11},
                                                                             {TensorType::Q4_K, 12},
                                                                             {TensorType::Q5_K, 13},
                                                                             {TensorType::Q6_K, 14},
                                                                             {TensorType::I8, 24},
                                                                             {TensorType::I16, 25},
                                                                             {TensorType::I32, 26},
                                                                             {TensorType::I64, 27},
                                                                             {TensorType::F64, 28},
                                                                             {TensorType::BF16, 30}}};
  for (const auto& [known, number] : numbers) {
    if (known == type) return number;
  }
  return std::nullopt;
}

bool GgufMetadata::begin(std::string_view key, GgufType type) {
  if (!keys_.emplace(key).second) return false;
  put_text(bytes_, key);
  put(bytes_, static_cast<std::uint32_t>(type));
  ++count_;
  return true;
}

bool GgufMetadata::begin_array(std::string_view key, GgufType type, std::uint64_t count) {
  if (!begin(key, GgufType::array)) return false;
  put(bytes_, static_cast<std::uint32_t>(type));
  put(bytes_, count);
  return true;
}

void GgufMetadata::text(std::string_view key, std::string_view value) {
  if (begin(key, GgufType::text)) put_text(bytes_, value);
}

void GgufMetadata::number(std::string_view key, std::uint32_t value) {
  if (begin(key, GgufType::uint32)) put(bytes_, value);
}

void GgufMetadata::number(std::string_view key, float value) {
  if (begin(key, GgufType::float32)) put(bytes_, value);
}

void GgufMetadata::flag(std::string_view key, bool value) {
  if (begin(key, GgufType::boolean)) put(bytes_, static_cast<std::uint8_t>(value ? 1 : 0));
}

void GgufMetadata::texts(std::string_view key, const std::vector<std::string>& values) {
  if (!begin_array(key, GgufType::text, values.size())) return;
  for (const std::string& value : values) put_text(bytes_, value);
}

void GgufMetadata::numbers(std::string_view key, const std::vector<std::int32_t>& values) {
  if (!begin_array(key, GgufType::int32, values.size())) return;
  for (const std::int32_t value : values) put(bytes_, value);
}

void GgufMetadata::numbers(std::string_view key, const std::vector<float>& values) {
  if (!begin_array(key, GgufType::float32, values.size())) return;
  for (const float value : values) put(bytes_, value);
}

void GgufMetadata::copy(std::string_view key, const GgufValue& value) {
  if (const auto one = value.text()) {
    text(key, *one);
  } else if (const auto* many = value.texts()) {
    texts(key, {many->begin(), many->end()});
  } else if (const GgufNumbers* stored = value.stored_numbers()) {
    const std::size_t count = stored->bytes.size() / scalar_bytes(stored->type);
    const bool begun = value.is_array() ? begin_array(key, stored->type, count) : begin(key, stored->type);
    if (begun) bytes_.append(reinterpret_cast<const char*>(stored->bytes.data()), stored->bytes.size());
  }
}

Status write_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
                  const std::vector<TensorPlan>& tensors, const TensorSource& source) {
  auto layout = lay_out(metadata, tensors);
  if (!layout) return fail(layout.error().what, path.string(), layout.error().hint);
  return write_atomically(path, [&](const std::filesystem::path& temporary) -> Status {
    std::ofstream stream(temporary, std::ios::binary);
    const auto write = [&](const char* data, std::size_t size) -> Status {
      stream.write(data, static_cast<std::streamsize>(size));
      if (stream) return {};
      return fail("cannot be written: " + std::generic_category().message(errno), path.string(),
                  "check the free space and permissions");
    };
    ROTOR_CHECK(write(layout->head.data(), layout->head.size()));
    const std::string zeros(alignment, '\0');
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      std::size_t left = layout->bytes[i];
      const std::string name = "tensor \"" + printable(tensors[i].name) + "\"";
      ROTOR_CHECK(source(tensors[i], [&](std::span<const std::byte> bytes) -> Status {
        if (bytes.size() > left) return fail("more data than planned for " + name, path.string());
        left -= bytes.size();
        return write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      }));
      if (left != 0) return fail(std::to_string(left) + " bytes are missing of " + name, path.string());
      ROTOR_CHECK(write(zeros.data(), padding(layout->bytes[i])));
    }
    stream.close();
    if (!stream) return write("", 0);
    return {};
  });
}

}  // namespace rotorscope
