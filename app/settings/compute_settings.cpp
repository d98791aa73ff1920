#include "app/settings/compute_settings.h"

namespace rotorscope {
namespace {

QList<SettingChoice> always_there() {
  return {{QStringLiteral("auto"), QObject::tr("Automatic")}, {QStringLiteral("cpu"), QObject::tr("CPU")}};
}

}  // namespace

ComputeSettings::ComputeSettings()
    : device({QStringLiteral("compute/device"),
              QObject::tr("Device"),
              QObject::tr("Where to compute. Automatic takes the GPU with the most free memory, or the CPU where none "
                          "can be used; the status bar says why."),
              {},
              {},
              // A remembered GPU may be gone, or belong to another computer's backend.
              false},
             QStringLiteral("auto"), always_there()) {}

RuntimeOptions ComputeSettings::options() const {
  RuntimeOptions options;
  options.device = device.value().toStdString();
  return options;
}

void ComputeSettings::offer(const std::vector<DeviceInfo>& devices) {
  QList<SettingChoice> choices = always_there();
  for (const DeviceInfo& info : devices) {
    if (!info.usable || info.id == "cpu") continue;
    choices.append({QString::fromStdString(info.id), QString::fromStdString(info.name)});
  }
  device.set_choices(choices);
}

}  // namespace rotorscope
