#include "app/cli/command.h"
#include "app/cli/terminal_reporter.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {
namespace {

std::string summary(const ExportOutcome& o) {
  std::string text;
  for (const WrittenFile& f : o.files)
    text += f.path + "  " + number(static_cast<double>(f.bytes) / 1048576.0) + " MiB\n";
  text += "invariance error " + number(o.invariance_error) + " of the logits' scale\n";
  if (o.was_verified) {
    text += "reopened: perplexity " + number(o.verified.perplexity) + ", before it was written " +
            number(o.verified.quantized_perplexity) + ", original " + number(o.verified.original_perplexity) + "\n";
  }
  return text;
}

nlohmann::json result_of(const ExportOutcome& o) {
  nlohmann::json j = o;
  if (!o.was_verified) j.erase("verified");
  j.erase("was_verified");
  return j;
}

}  // namespace

void add_export(CLI::App& app, Run& run) {
  struct Options {
    ExportRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  ExportRequest& r = o->request;
  add_model(app, r.model);
  app.add_option(
         "--target", r.target,
         "hf: Hugging Face folder with R1, R2 merged; compressed-tensors, gptq: the same with packed weights; gguf: "
         "a file for llama.cpp; rotations: R1, R2 as safetensors")
      ->check(CLI::IsMember({"hf", "compressed-tensors", "gptq", "gguf", "rotations"}))
      ->required();
  app.add_option("--out", r.out, "folder (hf, compressed-tensors, gptq) or file (gguf, rotations) to write")
      ->required();
  app.add_option("--weights-dtype", r.weights_dtype,
                 "type of the written weights that are not quantized: bf16, f16 or f32")
      ->check(CLI::IsMember({"bf16", "f16", "f32"}))
      ->capture_default_str();
  app.add_flag("--verify", r.verify, "reopen what was written and compare its perplexity with the original's");
  add_text(app, r.text);
  app.add_option("--seq-len", r.seq_len, "tokens a window of --verify")->check(above_zero())->capture_default_str();
  app.add_option("--windows", r.windows, "windows of --verify")->check(above_zero())->capture_default_str();
  add_rotation(app, r.rotation);
  add_quant(app, r.quant);
  add_target(app, r.quant, false);
  add_common(app, r.runtime, o->as_json);
  run = [o] {
    o->request.rotation.seed = o->request.runtime.seed;
    Workspace workspace;
    TerminalReporter report;
    const auto outcome = export_model(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    return print_result(o->as_json, result_of(*outcome), summary(*outcome));
  };
}

}  // namespace rotorscope::cli
