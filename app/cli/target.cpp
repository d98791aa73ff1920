// The options that choose an export target's own grid.
#include "core/protocol/target.h"

#include "app/cli/command.h"

namespace rotorscope::cli {

void add_target(CLI::App& app, QuantSpec& quant, bool with_target) {
  const std::string group = "Quantization";
  if (with_target) {
    app.add_option("--target", quant.target,
                   "quantize on the grid of an export target, so that what is measured is what ships: "
                   "compressed-tensors, gptq or gguf")
        ->check(CLI::IsMember({target_compressed_tensors, target_gptq, target_gguf}))
        ->group(group);
  }
  app.add_option("--gguf-type", quant.gguf_type,
                 "gguf: type of the weights: F16, BF16, Q8_0, Q6_K, Q5_0, Q5_1, Q4_0, Q4_1 or Q4_K; without one, by "
                 "their bits")
      ->group(group);
  app.add_option("--gguf-head", quant.gguf_head_type,
                 "gguf: type of lm_head and embedding; without one, Q6_K or, where that does not fit, Q8_0")
      ->group(group);
  app.parse_complete_callback([&app, &quant, with_target] {
    if (!with_target) quant.target = app["--target"]->as<std::string>();
    apply_target_defaults(quant, [&app](const std::string& option) { return app.count(option) > 0; });
    if (!with_target && !is_grid_target(quant.target)) quant.target.clear();
  });
}

}  // namespace rotorscope::cli
