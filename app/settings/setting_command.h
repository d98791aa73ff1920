// One undoable change of a setting. The steps of one drag on a slider become one command.
#pragma once

#include <QDateTime>
#include <QPointer>
#include <QUndoCommand>
#include <QVariant>

namespace rotorscope {

class SettingBase;

class SettingCommand : public QUndoCommand {
 public:
  SettingCommand(SettingBase* setting, QVariant before, QVariant after);

  void undo() override;
  void redo() override;
  [[nodiscard]] int id() const override { return 1; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  QPointer<SettingBase> setting_;
  QVariant before_, after_;
  qint64 when_ms_;
};

}  // namespace rotorscope
