// What the subcommands share: their registration, common options, and how results and errors are printed.
#pragma once

#include "core/base/result.h"
#include "core/protocol/common.h"

#include <functional>
#include <stop_token>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace rotorscope::cli {

/// Exit codes of cli.md.
enum ExitCode { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_cancelled = 130 };

/// Set when Ctrl+C was pressed.
const std::stop_token& stop_token();

/// A subcommand's options, and what runs when it was chosen: returns an exit code.
using Run = std::function<int()>;

/// Adds --device, --dtype, --threads, --seed and --json.
void add_common(CLI::App& app, RuntimeOptions& runtime, bool& as_json);
/// Adds the MODEL argument.
void add_model(CLI::App& app, std::string& model);
/// Adds --text and --ids-file.
void add_text(CLI::App& app, TextSource& text);
/// Adds --rotation, --rotation-seed is --seed; and --r1 … --r4.
void add_rotation(CLI::App& app, RotationSpec& rotation);
/// Adds --w-bits … and --scheme. A scheme sets the bits that are not given by themselves.
void add_quant(CLI::App& app, QuantSpec& quant);

/// Adds --target (unless the command has one of its own), --gguf-type and --gguf-head, and completes the settings with
/// what the target implies once all options are parsed.
void add_target(CLI::App& app, QuantSpec& quant, bool with_target = true);

/// Checks of options, which say in a few words what is possible; CLI11's own print a range of 300 digits.
CLI::Validator above_zero();
CLI::Validator zero_or_more();

/// Prints the error as one line on standard error and gives the exit code.
int report_error(const Error& error);
/// Prints `text` for people or, as the last line of standard output, `result` as one JSON object.
int print_result(bool as_json, const nlohmann::json& result, const std::string& text);

/// At most four significant digits.
std::string number(double value);

void add_info(CLI::App& app, Run& run);
void add_tokenize(CLI::App& app, Run& run);
void add_logits(CLI::App& app, Run& run);
void add_inspect(CLI::App& app, Run& run);
void add_learn(CLI::App& app, Run& run);
void add_eval(CLI::App& app, Run& run);
void add_sweep(CLI::App& app, Run& run);
void add_sensitivity(CLI::App& app, Run& run);
void add_ablate(CLI::App& app, Run& run);
void add_compare(CLI::App& app, Run& run);
void add_export(CLI::App& app, Run& run);
void add_demo(CLI::App& app, Run& run);
void add_serve(CLI::App& app, Run& run);
void add_devices(CLI::App& app, Run& run);
void add_bench(CLI::App& app, Run& run);

}  // namespace rotorscope::cli
