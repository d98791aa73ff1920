// The language of all texts, chosen once before the first widget.
#pragma once

#include <QString>
#include <QStringList>

class QApplication;

namespace rotorscope {

/// "en", and those whose translation was built in.
[[nodiscard]] QStringList available_languages();
/// In that language itself: "Русский"; for an empty one "As the system".
[[nodiscard]] QString language_name(const QString& language);
/// `wanted` if it is available, otherwise the system's, otherwise English.
void install_language(QApplication& application, const QString& wanted);

}  // namespace rotorscope
