// What every setting has, whatever its type: texts, persistence, undo. The editors and the undo stack see only this.
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QVariant>

class QUndoStack;

namespace rotorscope {

/// The words of a setting; the only place where they stand.
struct SettingText {
  QString key;      ///< in the settings file, e.g. "quantize/w_bits"
  QString label;    ///< sentence case, no colon
  QString tooltip;  ///< one or two plain sentences
  QString unit;     ///< " tokens"; may be empty
  /// What an empty text or the lowest number means, e.g. "installed prose", "all of the text".
  QString placeholder;
  /// Kept in the settings file and so for the next start.
  bool persistent = true;
};

/// One of the values that a setting with choices can take.
struct SettingChoice {
  QVariant value;
  QString label;
};

class SettingBase : public QObject {
  Q_OBJECT

 public:
  [[nodiscard]] const SettingText& text() const { return text_; }
  [[nodiscard]] const QList<SettingChoice>& choices() const { return choices_; }
  /// Replaces the choices at run time, e.g. when a learned rotation appears; the value stays.
  void set_choices(QList<SettingChoice> choices);

  [[nodiscard]] virtual QVariant variant() const = 0;
  /// Takes the value as a user's change: brought into the range, saved, undoable. False if it has the wrong type.
  virtual bool set_variant(const QVariant& value) = 0;
  [[nodiscard]] virtual QVariant default_variant() const = 0;
  void reset() { set_variant(default_variant()); }

  /// From now on changes can be undone there.
  void set_undo_stack(QUndoStack* stack) { undo_stack_ = stack; }

 signals:
  void changed();
  void choices_changed();

 protected:
  explicit SettingBase(SettingText text, QList<SettingChoice> choices = {});
  /// The saved value; invalid if there is none.
  [[nodiscard]] QVariant saved() const;
  /// Saves and tells, through the undo stack if there is one.
  void commit(const QVariant& before, const QVariant& after);
  /// Takes a value as it is.
  virtual void assign(const QVariant& value) = 0;

 private:
  friend class SettingCommand;
  void apply(const QVariant& value);

  SettingText text_;
  QList<SettingChoice> choices_;
  QUndoStack* undo_stack_ = nullptr;
};

}  // namespace rotorscope
