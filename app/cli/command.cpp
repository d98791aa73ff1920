#include "app/cli/command.h"

#include "core/base/byte_size.h"
#include "core/formats/printable.h"

#include <cmath>
#include <csignal>
#include <cstdio>
#include <iostream>

#include <unistd.h>

namespace rotorscope::cli {
namespace {

constexpr std::size_t longest_error = 900;

volatile std::sig_atomic_t interrupted = 0;

std::stop_source& source() {
  static std::stop_source instance;
  return instance;
}

void add_switch(CLI::App& app, const std::string& name, std::string& value, const std::string& help) {
  app.add_option(name, value, help)
      ->check(CLI::IsMember({"on", "off", "auto"}))
      ->capture_default_str()
      ->group("Rotation");
}

void add_on_off(CLI::App& app, const std::string& name, bool& value, const std::string& help) {
  app.add_option_function<std::string>(
         name, [&value](const std::string& text) { value = text == "on"; }, help)
      ->check(CLI::IsMember({"on", "off"}))
      ->default_str(value ? "on" : "off")
      ->group("Quantization");
}

/// What GPTQ needs beside the grid.
void add_gptq(CLI::App& app, QuantSpec& quant) {
  const std::string group = "Quantization";
  auto* file = app.add_option("--calibration", quant.calibration.file,
                              "text that GPTQ runs the network on; without one, the prose that setup installed")
                   ->group(group);
  app.add_option("--calibration-ids", quant.calibration.ids_file, "token ids instead of a calibration text")
      ->excludes(file)
      ->group(group);
  app.add_option("--calibration-tokens", quant.calibration_tokens, "tokens of it that GPTQ reads")
      ->check(above_zero())
      ->capture_default_str()
      ->group(group);
  add_on_off(app, "--act-order", quant.w_act_order, "GPTQ rounds the inputs with the largest activations first");
  app.add_option("--damping", quant.w_damping, "share of its mean diagonal added to GPTQ's Hessian")
      ->capture_default_str()
      ->group(group);
  app.add_option("--gptq-checkpoints", quant.w_checkpoints,
                 "folder for the layers that GPTQ has finished; a run with the same settings goes on after them")
      ->group(group);
}

CLI::Validator number_check(bool zero_allowed) {
  const std::string what = zero_allowed ? "0 or more" : "above 0";
  return CLI::Validator(
      [zero_allowed, what](const std::string& text) -> std::string {
        double value = 0;
        const bool is_number = CLI::detail::lexical_cast(text, value) && std::isfinite(value);
        if (is_number && (value > 0 || (zero_allowed && value == 0))) return {};
        return text + " is not a number " + what;
      },
      "", "");
}

}  // namespace

CLI::Validator above_zero() { return number_check(false); }

CLI::Validator zero_or_more() { return number_check(true); }

const std::stop_token& stop_token() {
  // A signal handler may not touch a stop source; a thread watches the flag that it sets.
  static const std::stop_token token = [] {
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    std::thread([] {
      while (interrupted == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      source().request_stop();
    }).detach();
    return source().get_token();
  }();
  return token;
}

void add_common(CLI::App& app, RuntimeOptions& runtime, bool& as_json) {
  app.add_option("--device", runtime.device,
                 "where to compute: auto (a GPU that can be used, else the CPU), cpu or cuda:N")
      ->capture_default_str()
      ->group("Running");
  app.add_option("--dtype", runtime.dtype,
                 "type of the forward pass; auto: f32, on a GPU whose memory is too small for that bf16")
      ->check(CLI::IsMember({"auto", "f32", "bf16"}))
      ->capture_default_str()
      ->group("Running");
  app.add_option("--threads", runtime.threads, "threads; 0: one a core")->capture_default_str()->group("Running");
  app.add_option_function<std::string>(
         "--memory",
         [&runtime](const std::string& text) {
           const auto bytes = parse_bytes(text);
           if (!bytes) throw CLI::ValidationError("--memory", bytes.error().message());
           runtime.memory = *bytes;
         },
         "memory that the process may take, e.g. 4GiB: the weights of a larger model go to a file in $TMPDIR and are "
         "read where they are used (inspect, eval, GPTQ, layer-wise learning)")
      ->group("Running");
  app.add_option("--seed", runtime.seed, "seed of everything random, random rotations too")
      ->capture_default_str()
      ->group("Running");
  app.add_flag("--json", as_json, "print one JSON object as the last line of standard output")->group("Running");
}

void add_model(CLI::App& app, std::string& model) {
  app.add_option("MODEL", model, "a GGUF file, a Hugging Face folder, or `sample`")->required();
}

void add_text(CLI::App& app, TextSource& text) {
  auto* file = app.add_option("--text", text.file, "UTF-8 text file; without one, the prose that setup installed");
  app.add_option("--ids-file", text.ids_file, "token ids instead of a text, separated by commas or white space")
      ->excludes(file);
}

void add_rotation(CLI::App& app, RotationSpec& rotation) {
  app.add_option(
         "--rotation", rotation.source,
         "none, orthogonal, hadamard, a project .h5, a .safetensors or an R.bin; for weights alone also quip or "
         "quip-hadamard, two-sided")
      ->capture_default_str()
      ->group("Rotation");
  add_switch(app, "--r1", rotation.r1, "R1, residual stream (merged); auto: on where a rotation is given");
  add_switch(app, "--r2", rotation.r2, "R2, v to o, per head (merged)");
  add_switch(app, "--r3", rotation.r3, "R3, q and k after RoPE (online Hadamard)");
  add_switch(app, "--r4", rotation.r4, "R4, input of down_proj (online Hadamard)");
  add_switch(app, "--scales", rotation.scales, "diagonal scales at v to o and up to down (merged), where learned");
}

void add_quant(CLI::App& app, QuantSpec& quant) {
  const std::string group = "Quantization";
  // Parsed first, so that single bits override it wherever they stand.
  app.add_option_function<std::string>(
         "--scheme",
         [&quant, &app](const std::string& scheme) {
           QuantSpec parsed;
           if (!apply_scheme(scheme, parsed))
             throw CLI::ValidationError("--scheme", scheme + " is not like W4A4KV4, with 2 to 8 or 16 bits each");
           if (app.count("--w-bits") == 0) quant.w_bits = parsed.w_bits;
           if (app.count("--a-bits") == 0) quant.a_bits = parsed.a_bits;
           if (app.count("--kv-bits") == 0) quant.kv_bits = parsed.kv_bits;
         },
         "bits in short form, e.g. W4A4KV4; single options go before it")
      ->group(group);
  app.add_option("--w-bits", quant.w_bits, "bits of the weights; 16: not quantized")
      ->capture_default_str()
      ->group(group);
  app.add_option("--w-method", quant.w_method, "rtn: round to nearest; gptq: push each error into the next columns")
      ->check(CLI::IsMember({"rtn", "gptq"}))
      ->capture_default_str()
      ->group(group);
  app.add_option("--w-group", quant.w_group, "inputs a weight scale; 0: one a output channel")
      ->capture_default_str()
      ->group(group);
  add_on_off(app, "--w-symmetric", quant.w_symmetric, "symmetric weight grid");
  add_on_off(app, "--w-clip-search", quant.w_clip_search, "search each row's clip ratio");
  app.add_option("--w-grid", quant.w_grid, "uniform, or e8: the E8 lattice codebook of QuIP#, 2 bits a weight")
      ->check(CLI::IsMember({"uniform", "e8"}))
      ->capture_default_str()
      ->group(group);
  add_gptq(app, quant);
  app.add_option("--head-bits", quant.head_bits, "bits of lm_head, round to nearest; 16: not quantized")
      ->capture_default_str()
      ->group(group);
  app.add_option("--embedding-bits", quant.embedding_bits, "bits of the token embedding; 16: not quantized")
      ->capture_default_str()
      ->group(group);
  app.add_option_function<std::vector<std::string>>(
         "--mixed",
         [&quant](const std::vector<std::string>& entries) {
           for (const std::string& text : entries) {
             const auto entry = parse_override(text);
             if (!entry) {
               throw CLI::ValidationError(
                   "--mixed", text +
                                  " is not like down_proj=8, 0-3.down_in=8 or 29.kv=16: [LAYERS.]NAME=BITS, NAME a "
                                  "linear (q_proj … down_proj), a site (attn_in, k, v, o_in, mlp_in, down_in), or "
                                  "w, a, kv for all of them");
             }
             quant.mixed.push_back(*entry);
           }
         },
         "other bits for some linears or sites, [LAYERS.]NAME=BITS, several allowed; the last that fits counts")
      ->group(group);
  app.add_option("--a-bits", quant.a_bits, "bits of the activations; 16: not quantized")
      ->capture_default_str()
      ->group(group);
  app.add_option("--a-group", quant.a_group, "channels an activation scale; 0: one a token")
      ->capture_default_str()
      ->group(group);
  add_on_off(app, "--a-symmetric", quant.a_symmetric, "symmetric activation grid");
  app.add_option("--a-clip", quant.a_clip, "fraction of the range that the activation grid covers")
      ->capture_default_str()
      ->group(group);
  add_on_off(app, "--clip-search", quant.clip_search,
             "search the clip ratio of every activation and KV site on the calibration text");
  app.add_option("--kv-bits", quant.kv_bits, "bits of the KV cache; 16: not quantized")
      ->capture_default_str()
      ->group(group);
  app.add_option("--kv-group", quant.kv_group, "channels a KV scale; 0: one a head")
      ->capture_default_str()
      ->group(group);
  add_on_off(app, "--kv-symmetric", quant.kv_symmetric, "symmetric KV grid");
  add_on_off(app, "--k-pre-rope", quant.k_pre_rope, "quantize K before RoPE turns it (in R3's basis where R3 is on)");
  app.add_option("--kv-clip", quant.kv_clip, "fraction of the range that the KV grid covers")
      ->capture_default_str()
      ->group(group);
}

int report_error(const Error& error) {
  if (error.cancelled) {
    std::cerr << "rotor: cancelled\n";
    return exit_cancelled;
  }
  // One line, whatever a library or a file's own names have put into it.
  std::cerr << "rotor: " << printable(error.message(), longest_error) << "\n";
  return exit_failed;
}

int print_result(bool as_json, const nlohmann::json& result, const std::string& text) {
  std::cout << (as_json ? result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n" : text)
            << std::flush;
  if (std::cout) return exit_done;
  std::cerr << "rotor: the result cannot be written to standard output\n";
  return exit_failed;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  if (std::string_view(text).find('e') != std::string_view::npos && value < 1e9 && value > -1e9 &&
      (value >= 1 || value <= -1)) {
    std::snprintf(text, sizeof text, "%.0f", value);
  }
  return text;
}

}  // namespace rotorscope::cli
