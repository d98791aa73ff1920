#include "widgets/help_button.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QFrame>
#include <QLabel>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

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
  // Below the button, but on the screen.
  const QRect screen_rect = screen()->availableGeometry();
  QPoint place = mapToGlobal(QPoint(0, height() + 2));
  place.setX(std::max(screen_rect.left(), std::min(place.x(), screen_rect.right() - bubble->width())));
  if (place.y() + bubble->height() > screen_rect.bottom())
    place.setY(mapToGlobal(QPoint(0, 0)).y() - bubble->height() - 2);
  bubble->move(place);
  bubble->show();
}

}  // namespace rotorscope
