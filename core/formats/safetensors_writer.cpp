#include "core/formats/safetensors_writer.h"

#include "core/base/files.h"
#include "core/formats/printable.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <system_error>
#include <unordered_set>

#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

struct Layout {
  std::string header;              // length prefix included
  std::vector<std::size_t> bytes;  // of each tensor
};

Result<Layout> lay_out(const std::vector<TensorPlan>& tensors, const std::map<std::string, std::string>& metadata) {
  Layout layout;
  nlohmann::ordered_json directory = nlohmann::ordered_json::object();
  if (!metadata.empty()) directory["__metadata__"] = metadata;
  std::unordered_set<std::string> names;
  std::size_t offset = 0;
  for (const TensorPlan& plan : tensors) {
    const std::string name = printable(plan.name);
    if (plan.name.empty() || plan.name == "__metadata__" ||
        printable(plan.name, std::numeric_limits<std::size_t>::max()) != plan.name) {
      return fail("a tensor cannot have the name \"" + name + "\"");
    }
    if (!names.insert(plan.name).second) return fail("the tensor \"" + name + "\" is to be written twice");
    if (block_elements(plan.type) != 1) {
      return fail("safetensors files have no type " + std::string(type_name(plan.type)));
    }
    const auto elements = element_count(plan.shape);
    const auto bytes = elements ? bytes_for(plan.type, *elements) : std::nullopt;
    if (!bytes || *bytes > std::numeric_limits<std::int64_t>::max() - offset) {
      return fail("the tensor \"" + name + "\" of shape " + shape_text(plan.shape) + " is too large");
    }
    directory[plan.name] = {
        {"dtype", type_name(plan.type)}, {"shape", plan.shape}, {"data_offsets", {offset, offset + *bytes}}};
    layout.bytes.push_back(*bytes);
    offset += *bytes;
  }
  std::string text = directory.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data begin at a multiple of 8
  const std::uint64_t length = text.size();
  layout.header.assign(reinterpret_cast<const char*>(&length), sizeof length);
  layout.header += text;
  return layout;
}

/// Whether every tensor begins at a multiple of its elements' width; the data begin at one of 8.
bool is_aligned(const std::vector<TensorPlan>& tensors) {
  std::size_t offset = 0;
  for (const TensorPlan& plan : tensors) {
    if (offset % block_bytes(plan.type) != 0) return false;
    offset += bytes_for(plan.type, element_count(plan.shape).value_or(0)).value_or(0);
  }
  return true;
}

}  // namespace

Status write_safetensors(const std::filesystem::path& path, std::vector<TensorPlan> tensors,
                         const std::map<std::string, std::string>& metadata, const TensorSource& source) {
  if (!is_aligned(tensors)) {
    std::ranges::stable_sort(tensors, std::greater<>(), [](const TensorPlan& plan) { return block_bytes(plan.type); });
  }
  auto layout = lay_out(tensors, metadata);
  if (!layout) return fail(layout.error().what, path.string());

  return write_atomically(path, [&](const std::filesystem::path& temporary) -> Status {
    std::ofstream stream(temporary, std::ios::binary);
    const auto write = [&](const char* data, std::size_t size) -> Status {
      stream.write(data, static_cast<std::streamsize>(size));
      if (stream) return {};
      return fail("cannot be written: " + std::generic_category().message(errno), path.string(),
                  "check the free space and permissions");
    };
    ROTOR_CHECK(write(layout->header.data(), layout->header.size()));
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      std::size_t left = layout->bytes[i];
      const std::string name = "tensor \"" + printable(tensors[i].name) + "\"";
      ROTOR_CHECK(source(tensors[i], [&](std::span<const std::byte> bytes) -> Status {
        if (bytes.size() > left) return fail("more data than planned for " + name, path.string());
        left -= bytes.size();
        return write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      }));
      if (left != 0) return fail(std::to_string(left) + " bytes are missing of " + name, path.string());
    }
    stream.close();
    if (!stream) return write("", 0);
    return {};
  });
}

}  // namespace rotorscope
