// Where the backend computes what the window asks for.
#pragma once

#include "app/settings/setting.h"
#include "core/protocol/model.h"

#include <vector>

namespace rotorscope {

struct ComputeSettings {
  ComputeSettings();

  /// For a request; the seed is the caller's.
  [[nodiscard]] RuntimeOptions options() const;
  /// Offers what the backend has and can use.
  void offer(const std::vector<DeviceInfo>& devices);

  Setting<QString> device;  ///< auto, cpu, cuda:N
  Setting<QString> dtype;   ///< auto, f32, bf16
  Setting<int> threads;     ///< 0: one a core
};

}  // namespace rotorscope
