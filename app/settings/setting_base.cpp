#include "app/settings/setting_base.h"

#include "app/settings/setting_command.h"

#include <QSettings>
#include <QUndoStack>

namespace rotorscope {

SettingBase::SettingBase(SettingText text, QList<SettingChoice> choices)
    : text_(std::move(text)), choices_(std::move(choices)) {}

void SettingBase::set_choices(QList<SettingChoice> choices) {
  choices_ = std::move(choices);
  emit choices_changed();
}

QVariant SettingBase::saved() const { return text_.persistent ? QSettings().value(text_.key) : QVariant(); }

void SettingBase::commit(const QVariant& before, const QVariant& after) {
  if (undo_stack_ != nullptr) {
    undo_stack_->push(new SettingCommand(this, before, after));  // its redo() applies it
  } else {
    apply(after);
  }
}

void SettingBase::apply(const QVariant& value) {
  assign(value);
  if (text_.persistent) QSettings().setValue(text_.key, value);
  emit changed();
}

}  // namespace rotorscope
