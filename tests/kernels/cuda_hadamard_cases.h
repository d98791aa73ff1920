// Hadamard matrices and inputs that the tests of rows share.
#pragma once

#include "core/rotation/hadamard_base.h"
#include "tests/kernels/cuda_memory.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>
#include <random>
#include <sstream>
#include <string>

namespace rotorscope::cuda {

/// A base on the host and the device, and the matrix that the kernels take.
class Matrix {
 public:
  Matrix(int K, std::int64_t power) : power_(power), K_(K) {
    if (K == 1) return;
    if (K == 2) {
      base_ = {1, 1, 1, -1};
    } else if (const auto table = hadamard_base(K)) {
      base_.assign(table->entries.begin(), table->entries.end());
    }
    on_device_ = std::make_unique<Memory>(base_.size() * sizeof(float));
    on_device_->write(base_.data());
  }
  /// A [1, 1] base, which may be −1.
  static Matrix single(float sign, std::int64_t power) {
    Matrix m(1, power);
    m.base_ = {sign};
    m.on_device_ = std::make_unique<Memory>(sizeof(float));
    m.on_device_->write(m.base_.data());
    return m;
  }
  [[nodiscard]] bool exists() const { return K_ == 1 || !base_.empty(); }
  [[nodiscard]] std::int64_t order() const { return K_ * power_; }
  [[nodiscard]] const float* host_base() const { return base_.empty() ? nullptr : base_.data(); }
  [[nodiscard]] Hadamard on_device() const {
    return {on_device_ ? static_cast<const float*>(on_device_->data()) : nullptr, K_, power_};
  }
  [[nodiscard]] cpu::HadamardRows on_host(bool transpose) const { return {host_base(), K_, power_, transpose}; }

 private:
  std::int64_t power_, K_;
  std::vector<float> base_;
  std::unique_ptr<Memory> on_device_;
};

/// Gaussian values, some channels of them large, as activations are.
inline std::vector<float> activations(std::int64_t rows, std::int64_t width, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> gaussian;
  std::vector<float> x(static_cast<std::size_t>(rows * width));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto channel = static_cast<std::int64_t>(i) % width;
    x[i] = gaussian(random) * (channel % 97 == 5 ? 20.0F : 1.0F);
  }
  return x;
}

inline float largest_magnitude(const std::vector<float>& v) {
  float largest = 0;
  for (const float value : v) largest = std::max(largest, std::fabs(value));
  return largest;
}

/// A step of the type's last place, relative.
constexpr float last_place(Scalar type) {
  return type == Scalar::f32 ? 1.2e-7F : type == Scalar::f16 ? 9.8e-4F : 7.9e-3F;
}

struct RowCase {
  int K;
  std::int64_t power, rows, blocks;
  Scalar type;
};
inline std::ostream& operator<<(std::ostream& out, const RowCase& c) {
  constexpr const char* names[] = {"f32", "f16", "bf16"};
  return out << names[static_cast<int>(c.type)] << "_" << c.rows << "_rows_of_" << c.blocks << "_times_" << c.K
             << "_by_" << c.power;
}
inline std::string case_name(const ::testing::TestParamInfo<RowCase>& info) {
  return (std::ostringstream() << info.param).str();
}

}  // namespace rotorscope::cuda
