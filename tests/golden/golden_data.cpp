#include "tests/golden/golden_data.h"

#include "core/formats/checkpoint.h"

#include <cstring>
#include <fstream>
#include <stdexcept>

#include <ATen/ATen.h>

namespace rotorscope::testing {
namespace {

template <class T>
T unwrapped(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

at::ScalarType scalar_type(TensorType type) {
  switch (type) {
    case TensorType::F32:
      return at::kFloat;
    case TensorType::I32:
      return at::kInt;
    case TensorType::I8:
      return at::kChar;
    default:
      throw std::runtime_error("a golden of type " + std::string(type_name(type)));
  }
}

}  // namespace

std::filesystem::path golden_path(const std::string& name) {
  return std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens" / name;
}

nlohmann::json golden_json(const std::string& name) {
  std::ifstream in(golden_path(name));
  return nlohmann::json::parse(in);
}

GoldenTensors::GoldenTensors(const std::string& name) : file_(unwrapped(SafetensorsFile::open(golden_path(name)))) {}

at::Tensor GoldenTensors::operator[](const std::string& name) const {
  const TensorView* view = file_->tensor(name);
  if (view == nullptr) throw std::runtime_error("there is no golden " + name);
  at::Tensor tensor = at::empty(view->shape, scalar_type(view->type));
  std::memcpy(tensor.mutable_data_ptr(), view->bytes.data(), view->bytes.size());
  return tensor;
}

Network tiny_network(const std::string& name) {
  const auto checkpoint = unwrapped(Checkpoint::open(golden_path(name)));
  NoProgress progress;
  return unwrapped(load_network(*checkpoint, progress, {}));
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

}  // namespace rotorscope::testing
