#include "app/cli/command.h"
#include "core/base/files.h"
#include "core/pipeline/workspace.h"

namespace rotorscope::cli {
namespace {

struct Options {
  std::string model, text, file;
  bool special = false;
  RuntimeOptions runtime;
  bool as_json = false;
};

Result<std::vector<TokenId>> encode(const Options& o) {
  Workspace workspace;
  ROTOR_TRY(const auto model, workspace.model(o.model));
  ROTOR_TRY(const auto tokenizer, workspace.tokenizer(*model));
  std::string text = o.text;
  if (!o.file.empty()) {
    ROTOR_TRY(text, read_text(o.file));
  }
  return tokenizer->encode(text, o.special);
}

}  // namespace

void add_tokenize(CLI::App& app, Run& run) {
  auto o = std::make_shared<Options>();
  add_model(app, o->model);
  auto* input = app.add_option_group("input", "what to tokenize");
  input->add_option("--text", o->text, "the text itself");
  input->add_option("--file", o->file, "a UTF-8 file");
  input->require_option(1);
  app.add_flag("--special", o->special, "add BOS and EOS where the model wants them");
  add_common(app, o->runtime, o->as_json);
  run = [o] {
    const auto ids = encode(*o);
    if (!ids) return report_error(ids.error());
    std::string text;
    for (const TokenId id : *ids) text += (text.empty() ? "" : ",") + std::to_string(id);
    return print_result(o->as_json, {{"ids", *ids}}, text + "\n");
  };
}

}  // namespace rotorscope::cli
