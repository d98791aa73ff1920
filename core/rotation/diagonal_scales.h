// Diagonal scales between two linears with nothing but a product between them (v to o, up to down): they cost nothing
// at run time, and divide the outliers of an activation between it and the weight that reads it.
#pragma once

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// The scales s [width] that make rounding x / s cost least, where an error e of x / s reaches the loss as e · s: the
/// minimum of Σ_t (Σ_i x_ti²/s_i²) · (Σ_j s_j² g_tj²), t over tokens. x [tokens, width] are activations, g their loss
/// gradients (empirical Fisher). The first factor stands for the token's squared range after a Hadamard rotation, the
/// second is what unit noise there costs. Found by fixed-point iteration on log s from 1, then `strength` (0 … 1) of it
/// is taken, which guards against few tokens; geometric mean 1.
at::Tensor fisher_scales(const at::Tensor& x, const at::Tensor& g, double strength);

}  // namespace rotorscope
