#include "tests/kernels/cuda_memory.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace rotorscope::cuda {
namespace {
constexpr std::size_t guard = 1024;
constexpr std::byte mark{0x5a};
constexpr std::align_val_t alignment{256};
}  // namespace

bool device_is_there() { return true; }
int finish() { return 0; }

Memory::Memory(std::size_t bytes, std::size_t shift)
    : bytes_(bytes),
      whole_(static_cast<std::byte*>(::operator new(bytes + shift + 2 * guard, alignment))),
      data_(whole_ + guard + shift) {
  std::fill(whole_, data_, mark);
  std::fill(data_ + bytes_, data_ + bytes_ + guard, mark);
}
Memory::~Memory() { ::operator delete(whole_, alignment); }
void Memory::write(const void* from) { std::memcpy(data_, from, bytes_); }
void Memory::read(void* to) const { std::memcpy(to, data_, bytes_); }
bool Memory::intact() const {
  const auto is_mark = [](std::byte b) { return b == mark; };
  return std::all_of(whole_, data_, is_mark) && std::all_of(data_ + bytes_, data_ + bytes_ + guard, is_mark);
}

}  // namespace rotorscope::cuda
