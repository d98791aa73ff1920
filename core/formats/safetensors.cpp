#include "core/formats/safetensors.h"

#include "core/formats/byte_cursor.h"
#include "core/formats/dequantize.h"
#include "core/formats/printable.h"
#include "core/formats/safetensors_header.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace rotorscope {
namespace {

constexpr std::uint64_t longest_header = 100'000'000;  // the reference implementation's limit

/// The entry as a view into `data`. Errors: `where` empty.
Result<TensorView> place(const SafetensorsHeaderEntry& entry, std::span<const std::byte> data) {
  const std::string name = "tensor \"" + printable(entry.name) + "\"";
  const auto type = type_from_name(entry.dtype);
  if (!type || block_elements(*type) != 1) {
    return fail(name + " has the type " + printable(entry.dtype) + ", which is not supported");
  }
  TensorView view;
  view.type = *type;
  for (const std::uint64_t dimension : entry.shape) {
    if (dimension > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return fail(name + " has an impossible shape");
    }
    view.shape.push_back(static_cast<std::int64_t>(dimension));
  }
  const auto elements = element_count(view.shape);
  const auto bytes = elements ? bytes_for(*type, *elements) : std::nullopt;
  if (!bytes) return fail(name + " has the impossible shape " + shape_text(view.shape));
  if (entry.begin > entry.end || entry.end > data.size()) {
    return fail("the data of " + name + " reach past the end of the file");
  }
  if (entry.end - entry.begin != *bytes) {
    return fail(name + " has " + std::to_string(entry.end - entry.begin) + " bytes of data, but its shape " +
                shape_text(view.shape) + " in " + entry.dtype + " takes " + std::to_string(*bytes));
  }
  view.bytes = data.subspan(static_cast<std::size_t>(entry.begin), *bytes);
  return view;
}

}  // namespace

Result<std::shared_ptr<const SafetensorsFile>> SafetensorsFile::open(const std::filesystem::path& path) {
  ROTOR_TRY(auto file, MappedFile::open(path));
  const auto broken = [&](std::string what) {
    return fail(std::move(what), path.string(), "the file is damaged or incomplete: fetch it again");
  };
  ByteCursor cursor(file->bytes());
  std::uint64_t header_bytes = 0;
  std::span<const std::byte> header_text;
  if (!cursor.read(header_bytes)) return broken("is too short to be a safetensors file");
  if (header_bytes > longest_header || !cursor.take(header_bytes, header_text)) {
    return broken("is no safetensors file, or cut: its directory would take " + std::to_string(header_bytes) +
                  " bytes");
  }
  if (header_text.empty() || header_text.front() != std::byte{'{'}) {
    return broken("is no safetensors file: its directory does not begin with {");
  }
  auto header = parse_safetensors_header({reinterpret_cast<const char*>(header_text.data()), header_text.size()});
  if (!header) return broken(header.error().what);
  std::ranges::sort(header->entries, {}, [](const auto& e) { return std::pair(e.begin, e.end); });

  std::shared_ptr<SafetensorsFile> result(new SafetensorsFile);
  const auto data = file->bytes().subspan(cursor.position());
  std::uint64_t used = 0;
  for (auto& entry : header->entries) {
    auto view = place(entry, data);
    if (!view) return broken(view.error().what);
    if (entry.begin != used) {
      return broken("the data of tensor \"" + printable(entry.name) +
                    (entry.begin < used ? "\" overlap another tensor's" : "\" follow bytes that belong to no tensor"));
    }
    used = entry.end;
    view->name = result->names_.emplace_back(std::move(entry.name));
    result->index_.emplace(view->name, result->tensors_.size());
    result->tensors_.push_back(std::move(*view));
  }
  if (used != data.size()) {
    return broken("has " + std::to_string(data.size() - used) + " bytes at its end that belong to no tensor");
  }
  result->metadata_ = std::move(header->metadata);
  result->file_ = std::move(file);
  return std::shared_ptr<const SafetensorsFile>(std::move(result));
}

const TensorView* SafetensorsFile::tensor(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

Result<std::vector<float>> SafetensorsFile::read_f32(std::string_view name) const {
  const TensorView* view = tensor(name);
  if (view == nullptr) return fail("has no tensor \"" + printable(name) + "\"", path().string());
  std::vector<float> values(*element_count(view->shape));
  if (auto status = dequantize(view->type, view->bytes, values); !status) {
    return fail("tensor \"" + printable(name) + "\": " + status.error().what, path().string());
  }
  return values;
}

}  // namespace rotorscope
