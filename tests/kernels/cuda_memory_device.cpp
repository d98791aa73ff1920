#include "tests/kernels/cuda_memory.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <cuda_runtime_api.h>

namespace rotorscope::cuda {
namespace {

constexpr std::size_t guard = 1024;
constexpr int mark = 0x5a;

void check(cudaError_t status) {
  if (status != cudaSuccess) throw std::runtime_error(cudaGetErrorString(status));
}

}  // namespace

bool device_is_there() {
  int count = 0;
  return cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
}
int finish() { return cudaDeviceSynchronize(); }

Memory::Memory(std::size_t bytes, std::size_t shift) : bytes_(bytes), whole_(nullptr) {
  check(cudaMalloc(reinterpret_cast<void**>(&whole_), bytes + shift + 2 * guard));
  data_ = whole_ + guard + shift;
  check(cudaMemset(whole_, mark, bytes + shift + 2 * guard));
}
Memory::~Memory() { cudaFree(whole_); }
void Memory::write(const void* from) { check(cudaMemcpy(data_, from, bytes_, cudaMemcpyHostToDevice)); }
void Memory::read(void* to) const { check(cudaMemcpy(to, data_, bytes_, cudaMemcpyDeviceToHost)); }
bool Memory::intact() const {
  const auto before = static_cast<std::size_t>(data_ - whole_);
  std::vector<std::byte> guards(before + guard);
  check(cudaMemcpy(guards.data(), whole_, before, cudaMemcpyDeviceToHost));
  check(cudaMemcpy(guards.data() + before, data_ + bytes_, guard, cudaMemcpyDeviceToHost));
  return std::all_of(guards.begin(), guards.end(), [](std::byte b) { return b == std::byte{mark}; });
}

}  // namespace rotorscope::cuda
