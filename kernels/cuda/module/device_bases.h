// Base matrices of Hadamard transforms, copied to each GPU once: plans keep theirs on the CPU.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

namespace rotorscope {

/// `base` [K, K] as contiguous float32 on `device`. The same tensor gives the same copy again. Any thread may call it.
at::Tensor device_base(const at::Tensor& base, c10::Device device);

}  // namespace rotorscope
