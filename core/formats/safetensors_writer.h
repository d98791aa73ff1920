// Writing safetensors files tensor by tensor, so that no more than one has to be in memory.
#pragma once

#include "core/base/result.h"
#include "core/formats/tensor_type.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace rotorscope {

/// A tensor that is to be written.
struct TensorPlan {
  std::string name;
  TensorType type = TensorType::F32;
  std::vector<std::int64_t> shape;
};

/// Takes a tensor's bytes, in as many pieces as the caller likes.
using TensorSink = std::function<Status(std::span<const std::byte>)>;
/// Called once a tensor; gives its bytes to the sink.
using TensorSource = std::function<Status(const TensorPlan&, const TensorSink&)>;

/// Writes a safetensors file through write_atomically. `source` is called for each tensor in the order of the file: as
/// planned where every tensor is aligned then, otherwise wider types first. Errors: those of `source`; a name twice,
/// empty or not UTF-8; a quantized type; more or fewer bytes than planned; the disk.
Status write_safetensors(const std::filesystem::path& path, std::vector<TensorPlan> tensors,
                         const std::map<std::string, std::string>& metadata, const TensorSource& source);

}  // namespace rotorscope
