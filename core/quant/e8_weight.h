// Weights on QuIP#'s E8P codebook: eight neighbours take one of 2^16 codewords, 2 bits a weight.
#pragma once

#include "core/quant/gptq_factor.h"

#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// w [out, in] float32, `in` a multiple of 8, on the codebook times one scale; the scale is the best of a few multiples
/// of w's rms by squared error. With a factor of the inputs' Hessian the error of each eight columns is pushed into
/// those that follow (block LDLQ, QuIP# §4.1; GPTQ with blocks of eight); without one every eight are rounded to the
/// nearest codeword. A new tensor. Throws Cancelled.
at::Tensor e8_weight(const at::Tensor& w, const GptqFactor* factor, const std::stop_token& stop);

}  // namespace rotorscope
