// What a transformer block does to rows between its matrix products, each in one pass: RMSNorm, SiLU gate, RoPE.
// Float32 rows; the caller spreads rows over threads.
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

/// y = x · r · gain with r = 1/sqrt(mean(x²) + epsilon) for each of `rows` rows; gain [columns] or null for ones.
/// `scales` [rows] keeps r for the backward pass, or is null.
void rms_norm(const float* x, const float* gain, float* y, float* scales, std::int64_t rows, std::int64_t columns,
              float epsilon);

/// ∂L/∂x from ∂L/∂y; x and scales as in the forward pass.
void rms_norm_backward(const float* x, const float* gain, const float* scales, const float* dy, float* dx,
                       std::int64_t rows, std::int64_t columns);

/// y = gate · sigmoid(gate) · up, n values.
void silu_product(const float* gate, const float* up, float* y, std::int64_t n);

/// ∂L/∂gate and ∂L/∂up from ∂L/∂y.
void silu_product_backward(const float* gate, const float* up, const float* dy, float* dgate, float* dup,
                           std::int64_t n);

/// One head's vector of d values turned by its position: (x₁, x₂) → (x₁ cos − x₂ sin, x₂ cos + x₁ sin) for its two
/// halves; cos and sin [d / 2]. `inverse` turns back.
void rope_row(const float* x, float* y, const float* cos, const float* sin, std::int64_t d, bool inverse);

}  // namespace rotorscope::cpu
