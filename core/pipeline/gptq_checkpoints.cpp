#include "core/pipeline/gptq_checkpoints.h"

#include "core/formats/safetensors.h"
#include "core/formats/safetensors_writer.h"

#include <cstring>
#include <filesystem>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr const char* key_name = "rotorscope_gptq";

std::filesystem::path layer_file(const std::string& folder, std::size_t layer) {
  return std::filesystem::path(folder) / ("layer-" + std::to_string(layer) + ".safetensors");
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
