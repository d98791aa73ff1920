// Reading reference results: tensors and JSON of shared/goldens, and the tiny checkpoints.
#pragma once

#include "core/formats/safetensors.h"
#include "core/model/network.h"

#include <filesystem>
#include <memory>
#include <string>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

namespace rotorscope::testing {

/// shared/goldens/NAME.
std::filesystem::path golden_path(const std::string& name);

/// Throws where the file cannot be read, which fails the test.
nlohmann::json golden_json(const std::string& name);

/// The tensors of a safetensors file, float32, int32 or int8 as they are stored.
class GoldenTensors {
 public:
  explicit GoldenTensors(const std::string& name);
  /// A copy. Throws where there is no such tensor.
  at::Tensor operator[](const std::string& name) const;

 private:
  std::shared_ptr<const SafetensorsFile> file_;
};

/// The weights of shared/goldens/NAME, float32, gains unfolded. Throws.
Network tiny_network(const std::string& name);

/// max |a − b|.
double largest_difference(const at::Tensor& a, const at::Tensor& b);

}  // namespace rotorscope::testing

/// Ends a test that has nothing to compare to.
#define ROTORSCOPE_NEEDS_GOLDENS()                                                \
  if (!std::filesystem::exists(::rotorscope::testing::golden_path("quant.json"))) \
  GTEST_SKIP() << "shared/goldens is not here"
