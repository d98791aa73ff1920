// The small dialogs: shortcuts, about, and the choice of a backend.
#pragma once

#include <QList>
#include <QStringList>
#include <optional>

class QAction;
class QWidget;

namespace rotorscope {

void show_shortcuts(const QList<QAction*>& actions, QWidget* parent);
void show_about(const QString& backend_version, QWidget* parent);
/// The command of another backend; nothing if the user cancels.
[[nodiscard]] std::optional<QStringList> ask_backend(const QStringList& current, QWidget* parent);

}  // namespace rotorscope
