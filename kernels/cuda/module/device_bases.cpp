#include "kernels/cuda/module/device_bases.h"

#include <mutex>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// A model has two plans; a session looks at a few models.
constexpr std::size_t most_kept = 32;

}  // namespace

at::Tensor device_base(const at::Tensor& base, c10::Device device) {
  if (base.device() == device && base.scalar_type() == at::kFloat) return base.contiguous();
  static std::mutex mutex;
  // Pairs of source and copy. The source is kept too, so that its address stays its own.
  static std::vector<std::pair<at::Tensor, at::Tensor>>* const kept = [] {
    // Never destroyed: at the program's end CUDA is gone before static objects are.
    return new std::vector<std::pair<at::Tensor, at::Tensor>>();
  }();
  const std::lock_guard lock(mutex);
  for (const auto& [source, copy] : *kept) {
    if (source.is_same(base) && copy.device() == device) return copy;
  }
  // The copy is waited for, so that kernels on any stream find it complete.
  at::Tensor copy = base.to(device, at::kFloat, /*non_blocking=*/false, /*copy=*/true).contiguous();
  if (kept->size() >= most_kept) kept->erase(kept->begin());
  kept->emplace_back(base, copy);
  return copy;
}

}  // namespace rotorscope
