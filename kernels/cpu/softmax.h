// Cross-entropy over a large vocabulary without passes over memory: logits are looked at while they are in the cache.
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

/// Adds logits z [columns] of one token to its running maximum and Σ exp(z − maximum). Start with −infinity and 0;
/// log Σ exp(z) of all seen is maximum + log(sum).
void accumulate_logsumexp(const float* z, std::int64_t columns, float& maximum, float& sum);

/// z [columns] of one token becomes scale · (softmax(z) − onehot(target)), the gradient of the cross-entropy. Returns
/// the token's loss, log Σ exp(z) − z[target].
double softmax_gradient(float* z, std::int64_t columns, std::int64_t target, float scale);

}  // namespace rotorscope::cpu
