// What an export target's engine does to activations, and which settings it has at all.
#pragma once

#include "core/quant/fake_quantizer.h"

namespace rotorscope {

/// site_quantizer for `quant.target`'s own grid. compressed-tensors: symmetric, a scale a token over all channels,
/// s = absmax / (2^(b−1) − ½), the top level clipped, as the library computes dynamic scales. GGUF: llama.cpp's 8-bit
/// blocks of 32 (of 256 beside K types).
SiteQuantizer target_site_quantizer(Site site, const QuantSpec& quant);

/// Whether the target has a grid for these settings, and whether this model's widths fit it; always without a target.
/// Errors say what does not go and what does.
Status check_target_grid(const QuantSpec& quant, int hidden_size, int intermediate_size);

}  // namespace rotorscope
