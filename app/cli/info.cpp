#include "app/cli/command.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {
namespace {

std::string mebibytes(std::int64_t bytes) {
  const double mib = static_cast<double>(bytes) / 1048576.0;
  return mib < 1024 ? number(mib) + " MiB" : number(mib / 1024) + " GiB";
}

std::string describe(const ModelInfo& info) {
  std::string text = (info.name.empty() ? info.path : info.name) + "\n";
  const auto row = [&text](const std::string& name, const std::string& value) {
    text += "  " + name + std::string(name.size() < 22 ? 22 - name.size() : 1, ' ') + value + "\n";
  };
  row("format", info.format);
  row("architecture", info.architecture);
  row("parameters", number(static_cast<double>(info.parameters) / 1e6) + " million");
  row("layers", std::to_string(info.layers));
  row("hidden size", std::to_string(info.hidden_size));
  row("FFN size", std::to_string(info.intermediate_size));
  row("heads", std::to_string(info.attention_heads) + " of " + std::to_string(info.head_dim) + ", " +
                   std::to_string(info.kv_heads) + " for keys and values");
  row("vocabulary", std::to_string(info.vocab_size) + (info.tied_head ? " (head tied to the embedding)" : ""));
  row("context", std::to_string(info.context_length) + " tokens");
  row("file", mebibytes(info.file_bytes));
  row("memory to open", "about " + mebibytes(info.memory_open_bytes));
  row("memory to learn", "about " + mebibytes(info.memory_learn_bytes));
  row("tensors", std::to_string(info.tensors.size()));
  return text;
}

}  // namespace

void add_info(CLI::App& app, Run& run) {
  struct Options {
    OpenRequest request;
    bool as_json = false;
    bool tensors = false;
  };
  auto o = std::make_shared<Options>();
  add_model(app, o->request.model);
  app.add_flag("--tensors", o->tensors, "list every tensor");
  add_common(app, o->request.runtime, o->as_json);
  run = [o] {
    Workspace workspace;
    NoReport report;
    const auto info = open_model(workspace, o->request, report, stop_token());
    if (!info) return report_error(info.error());
    std::string text = describe(*info);
    if (o->tensors) {
      for (const TensorSummary& t : info->tensors) {
        text += "    " + t.name + "  " + t.type + "  [";
        for (std::size_t i = 0; i < t.shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(t.shape[i]);
        text += "]\n";
      }
    }
    return print_result(o->as_json, *info, text);
  };
}

}  // namespace rotorscope::cli
