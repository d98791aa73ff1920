// Memory that kernels under test work on, with guards around it: the host's for the emulation (cuda_memory_host.cpp), a
// GPU's for the real kernels (cuda_memory_device.cpp). The tests are the same.
#pragma once

#include "kernels/cpu/row_operation.h"
#include "kernels/cuda/launch.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope::cuda {

/// False where there is no GPU to run on: such tests skip.
bool device_is_there();

/// Waits for what was launched; a cudaError_t.
int finish();

class Memory {
 public:
  /// `shift` bytes off an address that is a multiple of 256.
  explicit Memory(std::size_t bytes, std::size_t shift = 0);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  [[nodiscard]] void* data() const { return data_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  void write(const void* from);
  void read(void* to) const;
  /// Nothing has written before or after it.
  [[nodiscard]] bool intact() const;

 private:
  std::size_t bytes_;
  std::byte* whole_;  // guard, data, guard
  std::byte* data_;
};

/// Tests that need a device skip without one.
class DeviceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!device_is_there()) GTEST_SKIP() << "no CUDA device";
  }
};

constexpr std::size_t bytes_of_scalar(Scalar type) { return type == Scalar::f32 ? 4 : 2; }
constexpr cpu::Scalar cpu_scalar(Scalar type) { return static_cast<cpu::Scalar>(type); }

/// Values as a type stores them, on the device.
class Values {
 public:
  /// `shift`: values off an aligned address.
  Values(const std::vector<float>& values, Scalar type, std::size_t shift = 0)
      : type_(type), count_(values.size()), memory_(count_ * bytes_of_scalar(type), shift * bytes_of_scalar(type)) {
    std::vector<std::byte> stored(memory_.bytes());
    cpu::store_row(values.data(), static_cast<std::int64_t>(count_), cpu_scalar(type), stored.data(), 0);
    memory_.write(stored.data());
  }
  [[nodiscard]] void* data() const { return memory_.data(); }
  [[nodiscard]] bool intact() const { return memory_.intact(); }
  [[nodiscard]] std::vector<float> read() const {
    std::vector<std::byte> stored(memory_.bytes());
    memory_.read(stored.data());
    std::vector<float> values(count_);
    cpu::load_row(stored.data(), cpu_scalar(type_), 0, static_cast<std::int64_t>(count_), values.data());
    return values;
  }

 private:
  Scalar type_;
  std::size_t count_;
  Memory memory_;
};

/// Rounded to what a type can store.
inline std::vector<float> as_stored(std::vector<float> values, Scalar type) {
  std::vector<float> stored(values.size());
  const auto n = static_cast<std::int64_t>(values.size());
  cpu::store_row(values.data(), n, cpu_scalar(type), stored.data(), 0);
  cpu::load_row(stored.data(), cpu_scalar(type), 0, n, values.data());
  return values;
}

}  // namespace rotorscope::cuda
