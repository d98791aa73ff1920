// The clip ratio of each site, chosen on real activations.
#pragma once

#include "core/model/forward.h"
#include "core/protocol/common.h"

#include <vector>

namespace rotorscope {

/// Tries ratios 1.00, 0.975 … 0.60 at every quantized site that it sees and adds up Σ|Q(x)−x|² of each, every token
/// relative to its own Σx²: else the few massive tokens, which no ratio helps, would choose alone. Passes x on as it
/// is.
class ClipSearch final : public SiteHook {
 public:
  explicit ClipSearch(const QuantSpec& quant) : quant_(quant) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override;
  at::Tensor before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix* h) override;
  /// The best ratio of each site seen.
  [[nodiscard]] std::vector<SiteClip> clips() const;

 private:
  void look(LayerIndex layer, Site site, const at::Tensor& x);

  struct Errors {
    std::int64_t layer;
    Site site;
    std::vector<double> sums;  ///< a ratio each
  };
  const QuantSpec& quant_;
  std::vector<Errors> seen_;
};

}  // namespace rotorscope
