// Building blocks of the settings panels in the right dock.
#pragma once

#include <QString>

class QFormLayout;
class QVBoxLayout;
class QWidget;

namespace rotorscope {

/// A heading and a form beneath it, added to the column.
QFormLayout* add_group(QVBoxLayout* column, const QString& title);

}  // namespace rotorscope
