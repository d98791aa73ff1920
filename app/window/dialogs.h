// The small dialogs: shortcuts and about.
#pragma once

#include <QList>
#include <QStringList>

class QAction;
class QWidget;

namespace rotorscope {

void show_shortcuts(const QList<QAction*>& actions, QWidget* parent);
void show_about(const QString& backend_version, QWidget* parent);

}  // namespace rotorscope
