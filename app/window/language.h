// The language of all texts, chosen once before the first widget.
#pragma once

#include <QString>
#include <QStringList>

class QApplication;

namespace rotorscope {

/// "en", and those whose translation was built in.
[[nodiscard]] QStringList available_languages();
/// `wanted` if it is available, otherwise the system's, otherwise English.
void install_language(QApplication& application, const QString& wanted);

}  // namespace rotorscope
