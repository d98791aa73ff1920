#include "app/window/start_choice.h"

#include "app/pages/heading_label.h"
#include "app/pages/muted_label.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace rotorscope {

StartChoice::StartChoice(const QString& icon_name, const QString& title, const QString& explanation, QWidget* parent)
    : QPushButton(parent), icon_name_(icon_name), picture_(new QLabel(this)) {
  auto* heading = new HeadingLabel(title, this);
  auto* text = new MutedLabel(explanation, this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space_large, space_large, space_large, space_large);
  column->setSpacing(space);
  column->addStretch(1);
  for (QLabel* label : std::initializer_list<QLabel*>{picture_, heading, text}) {
    label->setAlignment(Qt::AlignCenter);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    column->addWidget(label);
  }
  column->addStretch(1);
  setAccessibleName(title);
  setAccessibleDescription(explanation);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  draw_icon();
}

void StartChoice::changeEvent(QEvent* event) {
  QPushButton::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) draw_icon();
}

void StartChoice::draw_icon() {
  picture_->setPixmap(themed_icon(icon_name_).pixmap(QSize(48, 48), devicePixelRatioF()));
}

}  // namespace rotorscope
