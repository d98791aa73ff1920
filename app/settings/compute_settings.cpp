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
             QStringLiteral("auto"), always_there()),
      dtype({QStringLiteral("compute/dtype"),
             QObject::tr("Number type"),
             QObject::tr("Type of weights and activations in passes without gradients. bf16 takes half the memory and "
                         "is faster where the processor has it; figures differ in the third digit. Automatic: f32, on "
                         "a GPU too small for that bf16."),
             {},
             {},
             false},
            QStringLiteral("auto"),
            {{QStringLiteral("auto"), QObject::tr("Automatic")},
             {QStringLiteral("f32"), QStringLiteral("f32")},
             {QStringLiteral("bf16"), QStringLiteral("bf16")}}),
      threads({QStringLiteral("compute/threads"),
               QObject::tr("Threads"),
               QObject::tr("How many processor cores a computation may use."),
               {},
               QObject::tr("one a core"),
               false},
              0, SettingRange<int>{0, 1024, 1}) {}

RuntimeOptions ComputeSettings::options() const {
  RuntimeOptions options;
  options.device = device.value().toStdString();
  options.dtype = dtype.value().toStdString();
  options.threads = threads;
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
