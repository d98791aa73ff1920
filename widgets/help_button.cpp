#include "widgets/help_button.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace rotorscope {

HelpButton::HelpButton(QWidget* parent) : QToolButton(parent) {
  setIcon(themed_icon(QStringLiteral("help")));
  setAutoRaise(true);
  setIconSize({14, 14});
  setToolTip(tr("What is this?"));
  setAccessibleName(tr("What is this?"));
  setVisible(false);
  connect(this, &QToolButton::clicked, this, &HelpButton::show_bubble);
}

void HelpButton::set_help(const QString& text) {
  help_ = text;
  setAccessibleDescription(text);
  setVisible(!text.isEmpty());
}

void HelpButton::show_bubble() {
  auto* bubble = new QFrame(this, Qt::Popup);
  bubble->setObjectName(QStringLiteral("help_bubble"));
  bubble->setAttribute(Qt::WA_DeleteOnClose);
  bubble->setFrameShape(QFrame::StyledPanel);
  auto* layout = new QVBoxLayout(bubble);
  layout->setContentsMargins(space_large - 4, space + 2, space_large - 4, space + 2);
  auto* text = new QLabel(help_, bubble);
  text->setTextFormat(Qt::PlainText);
  text->setWordWrap(true);
  text->setFixedWidth(340);
  layout->addWidget(text);
  bubble->adjustSize();
  bubble->move(mapToGlobal(QPoint(0, height() + 2)));
  bubble->show();
}

}  // namespace rotorscope
