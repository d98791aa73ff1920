// Makes the widget that edits a setting, and keeps both in step.
#pragma once

#include "app/settings/setting.h"

class QFormLayout;
class QWidget;

namespace rotorscope {

/// A combo box for choices, otherwise a spin box, a check box or a line by the setting's type. Label and tooltip become
/// its accessible name and description.
QWidget* make_editor(SettingBase& setting, QWidget* parent);
/// A slider beside a spin box, for numbers that one wants to move and watch.
QWidget* make_slider(Setting<int>& setting, QWidget* parent);
/// Steps of the range's `step`.
QWidget* make_slider(Setting<double>& setting, QWidget* parent);
/// A slider whose stops are the setting's choices, with the chosen one's label beside it.
QWidget* make_choice_slider(Setting<int>& setting, QWidget* parent);
/// A line with a button that opens a file dialog. `save`: the file need not exist.
QWidget* make_path_editor(Setting<QString>& setting, const QString& filter, bool save, bool folder, QWidget* parent);

/// Adds a row "label editor" with tooltip and keyboard mnemonic buddy; the editor.
QWidget* add_row(QFormLayout* form, SettingBase& setting, QWidget* editor = nullptr);

}  // namespace rotorscope
