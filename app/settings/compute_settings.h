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
};

}  // namespace rotorscope
