#include "app/settings/setting_command.h"

#include "app/settings/setting_base.h"

namespace rotorscope {
namespace {

constexpr qint64 one_gesture_ms = 500;

}  // namespace

SettingCommand::SettingCommand(SettingBase* setting, QVariant before, QVariant after)
    : setting_(setting),
      before_(std::move(before)),
      after_(std::move(after)),
      when_ms_(QDateTime::currentMSecsSinceEpoch()) {
  setText(setting->text().label);
}

void SettingCommand::undo() {
  if (setting_) setting_->apply(before_);
}

void SettingCommand::redo() {
  if (setting_) setting_->apply(after_);
}

bool SettingCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const SettingCommand*>(other);  // the same id
  if (next->setting_ != setting_ || next->when_ms_ - when_ms_ > one_gesture_ms) return false;
  after_ = next->after_;
  when_ms_ = next->when_ms_;
  return true;
}

}  // namespace rotorscope
