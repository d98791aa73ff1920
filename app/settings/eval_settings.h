// How perplexity is measured on the Evaluate page.
#pragma once

#include "app/settings/setting.h"
#include "core/protocol/evaluate.h"

namespace rotorscope {

struct EvalSettings {
  EvalSettings();

  /// A request with these settings; the caller adds model, rotation, quantizers and project.
  [[nodiscard]] EvalRequest request() const;

  Setting<QString> text_file, protocol;
  Setting<int> seq_len, windows;
  Setting<QString> tasks;  ///< "NAME=FILE; NAME=FILE,LABELS"
  Setting<int> task_limit;
  Setting<bool> perplexity, compare, quantized;
  Setting<int> sweep_seeds;
};

}  // namespace rotorscope
