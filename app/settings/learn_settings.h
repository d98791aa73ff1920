// How a rotation is learned.
#pragma once

#include "app/settings/setting.h"
#include "core/protocol/rotate.h"

namespace rotorscope {

struct LearnSettings {
  LearnSettings();

  /// A request with these settings; the caller adds model, start and project.
  [[nodiscard]] LearnRequest request() const;

  Setting<QString> objective, form;
  Setting<int> steps, seq_len, batch;
  Setting<QString> schedule;
  Setting<double> lr;
  Setting<int> a_bits, kv_bits;
  Setting<QString> text_file;
  Setting<int> seed;
};

}  // namespace rotorscope
