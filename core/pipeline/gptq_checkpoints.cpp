#include "core/pipeline/gptq_checkpoints.h"

#include "core/formats/safetensors.h"
#include "core/formats/safetensors_writer.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr const char* key_name = "rotorscope_gptq";

std::filesystem::path layer_file(const std::string& folder, std::size_t layer) {
  return std::filesystem::path(folder) / ("layer-" + std::to_string(layer) + ".safetensors");
}

at::ScalarType torch_type(TensorType type) {
  if (type == TensorType::U8) return at::kByte;
  return type == TensorType::I32 ? at::kInt : at::kFloat;
}

/// The parts of a target's grid, with the names under which a layer's file has them behind the linear's.
std::vector<std::pair<std::string, at::Tensor WeightGrid::*>> grid_parts() {
  return {{".scales", &WeightGrid::scales},
          {".zeros", &WeightGrid::zeros},
          {".group_of", &WeightGrid::group_of},
          {".blocks", &WeightGrid::blocks}};
}

/// Null where the file has no grid for this linear.
std::shared_ptr<const WeightGrid> restored_grid(const SafetensorsFile& file, const std::string& name) {
  auto grid = std::make_shared<WeightGrid>();
  for (const auto& [suffix, member] : grid_parts()) {
    const TensorView* view = file.tensor(name + suffix);
    if (view == nullptr) continue;
    at::Tensor& part = (*grid).*member;
    part = at::empty(view->shape, torch_type(view->type));
    std::memcpy(part.data_ptr(), view->bytes.data(), std::min(part.nbytes(), view->bytes.size()));
  }
  const TensorView* bits = file.tensor(name + ".bits");
  if (bits == nullptr || bits->bytes.size() != sizeof(std::int32_t)) return nullptr;
  std::int32_t count = 0;
  std::memcpy(&count, bits->bytes.data(), sizeof count);
  grid->bits = count;
  return grid;
}

bool restore(const std::filesystem::path& path, const std::string& key, Block& block) {
  const auto file = SafetensorsFile::open(path);
  if (!file) return false;
  const auto& metadata = (*file)->metadata();
  if (const auto found = metadata.find(key_name); found == metadata.end() || found->second != key) return false;
  Block restored = block;
  bool whole = true;
  restored.for_each_linear([&](const char* name, Linear& linear) {
    const TensorView* view = (*file)->tensor(name);
    whole = whole && view != nullptr && view->type == TensorType::F32 && linear.weight.sizes() == view->shape;
    if (!whole) return;
    linear.weight = at::empty(view->shape, at::kFloat);
    std::memcpy(linear.weight.data_ptr(), view->bytes.data(), linear.weight.nbytes());
    linear.grid = restored_grid(**file, name);
  });
  if (whole) block = restored;
  return whole;
}

Status keep(const std::filesystem::path& path, const std::string& key, const Block& block) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return fail("the folder cannot be made: " + error.message(), path.parent_path().string());
  std::vector<TensorPlan> plans;
  std::map<std::string, at::Tensor> weights;
  Block copy = block;
  copy.for_each_linear([&](const char* name, Linear& linear) {
    plans.push_back({name, TensorType::F32, linear.weight.sizes().vec()});
    weights[name] = linear.weight.contiguous();
    if (!linear.grid) return;
    plans.push_back({std::string(name) + ".bits", TensorType::I32, {1}});
    weights[plans.back().name] = at::full({1}, linear.grid->bits, at::kInt);
    for (const auto& [suffix, member] : grid_parts()) {
      const at::Tensor& part = (*linear.grid).*member;
      if (!part.defined()) continue;
      const TensorType type = part.scalar_type() == at::kByte  ? TensorType::U8
                              : part.scalar_type() == at::kInt ? TensorType::I32
                                                               : TensorType::F32;
      plans.push_back({name + suffix, type, part.sizes().vec()});
      weights[plans.back().name] = part.contiguous();
    }
  });
  return write_safetensors(path, plans, {{key_name, key}}, [&](const TensorPlan& plan, const TensorSink& sink) {
    const at::Tensor& weight = weights.at(plan.name);
    return sink({static_cast<const std::byte*>(weight.const_data_ptr()), weight.nbytes()});
  });
}

}  // namespace

GptqCheckpoints gptq_checkpoints(const std::string& folder, const std::string& key) {
  return {[=](std::size_t layer, Block& block) { return restore(layer_file(folder, layer), key, block); },
          [=](std::size_t layer, const Block& block) { return keep(layer_file(folder, layer), key, block); }};
}

}  // namespace rotorscope
