// The grid on which a quantized weight lies, kept beside its values so that an export writes exactly them.
#pragma once

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Either scales and zero points, ŵ = (level − zero) · scale, or the bytes of a GGUF type's blocks.
struct WeightGrid {
  int bits = 0;
  at::Tensor scales;    ///< float32 [out, groups], each a value of the type that the target stores
  at::Tensor zeros;     ///< float32 [out, groups], whole levels 0 … 2^bits − 1; symmetric: 2^(bits − 1)
  at::Tensor group_of;  ///< int32 [in]: the group of each input; undefined: groups of equal size in order
  at::Tensor blocks;    ///< uint8 [out, bytes a row], GGUF; scales and zeros are undefined then
};

}  // namespace rotorscope
