// Getting at an inspection's activations, wherever they are kept, and the quantizers that views show.
#pragma once

#include "core/pipeline/workspace.h"
#include "core/quant/fake_quantizer.h"

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// The unrotated activations [tokens, channels] float32 of a site. Errors: there is no such site; the project was saved
/// without activations.
Result<at::Tensor> site_activations(const Inspection& inspection, std::int64_t layer, Site site);

/// The quantizer that a site's SQNR and grid are shown for: its own, 4 bits where it would not be quantized.
SiteQuantizer viewing_quantizer(Site site, const QuantSpec& quant);

/// The sites of an inspection that have this name, by layer.
std::vector<SiteSummary> sites_named(const Inspection& inspection, const std::string& name);

}  // namespace rotorscope
