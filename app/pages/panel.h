// Building blocks of the settings panels in the right dock.
#pragma once

#include <QString>

class QFormLayout;
class QVBoxLayout;
class QWidget;

namespace rotorscope {

/// A heading and a form beneath it, added to the column.
QFormLayout* add_group(QVBoxLayout* column, const QString& title);
/// A button and a form beneath it that is hidden until the button is pressed. `name` is the button's object name, and
/// where the settings file keeps whether it is open.
QFormLayout* add_more(QVBoxLayout* column, const QString& title, const QString& name);
/// Greys a row of the form out, its label too.
void enable_row(QFormLayout* form, QWidget* editor, bool on);

}  // namespace rotorscope
