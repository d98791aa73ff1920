// rotor: the operations on the command line (docs/command-line.md).
#include "app/cli/command.h"
#include "core/base/mapped_watch.h"

#include <csignal>
#include <exception>
#include <new>

#include <malloc.h>

int main(int argc, char** argv) {
  using namespace rotorscope::cli;
  // Tensors come and go a thousand times a pass. Memory that is given back to the system and taken again must be
  // cleared page by page, a twentieth of a forward pass; so it is kept for the next one.
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  rotorscope::explain_cut_files();
  // A file that outgrows a limit on sizes is a write that fails and is reported, not a program that dies.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app("rotor — find activation outliers of language models, rotate them away, quantize, measure, export",
               "rotor");
  app.set_version_flag("--version", "rotor " ROTORSCOPE_VERSION);
  app.require_subcommand(1);

  struct Command {
    const char* name;
    const char* help;
    void (*add)(CLI::App&, Run&);
  };
  const Command commands[] = {
      {"info", "Show a model's architecture, tensors and memory estimates; reads no weights", add_info},
      {"tokenize", "Turn a text into token ids", add_tokenize},
      {"logits", "Show the next token's logits", add_logits},
      {"inspect", "Measure statistics of every site, before and after a rotation", add_inspect},
      {"learn", "Learn rotations R1 and R2 by Cayley SGD", add_learn},
      {"eval", "Measure perplexity and divergence from the original", add_eval},
      {"sweep", "Measure how much random rotations differ by seed", add_sweep},
      {"sensitivity", "Quantize one site, linear or layer at a time and rank them by what it costs", add_sensitivity},
      {"ablate", "Measure R1 to R4 on and off in every combination", add_ablate},
      {"compare", "Fill the table method × scenario, resumable", add_compare},
      {"export", "Write a merged checkpoint or a rotation file, and measure what was written", add_export},
      {"demo", "Run the whole chain on the sample model and write a report", add_demo},
      {"serve", "Be the backend of the window: CBOR frames on standard input and output", add_serve},
      {"devices", "Show where computations can run", add_devices},
      {"bench", "Measure our own work against the limits of this machine", add_bench},
  };
  std::vector<Run> runs(std::size(commands));
  for (std::size_t i = 0; i < std::size(commands); ++i) {
    CLI::App* sub = app.add_subcommand(commands[i].name, commands[i].help);
    commands[i].add(*sub, runs[i]);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    // CLI11 prints help and errors; its own codes become those of the contract.
    return app.exit(problem) == 0 ? exit_done : exit_usage;
  }
  for (std::size_t i = 0; i < std::size(commands); ++i) {
    if (!app.got_subcommand(commands[i].name)) continue;
    // Operations return their errors; what is left is what nobody expects, such as memory that ends while one is shown.
    try {
      return runs[i]();
    } catch (const std::bad_alloc&) {
      return report_error({"there is not enough memory", commands[i].name, "close other programs"});
    } catch (const std::exception& problem) {
      return report_error({problem.what(), commands[i].name, "please report how it came to this"});
    }
  }
  return exit_usage;
}
