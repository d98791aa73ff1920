#include "app/pages/lesson_card.h"

#include "app/pages/heading_label.h"
#include "app/pages/muted_label.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {

LessonCard::LessonCard(const Content& content, QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("lesson_card_%1").arg(content.number));
  auto* title = new HeadingLabel(tr("%1. %2").arg(content.number).arg(content.title), this);
  title->setWordWrap(true);
  auto* summary = new QLabel(content.summary, this);
  summary->setWordWrap(true);
  auto* facts = new MutedLabel(tr("%n step(s)", nullptr, content.steps) + QStringLiteral(" · ") +
                                   tr("about %n minute(s)", nullptr, content.minutes),
                               this);
  auto* start = new QPushButton(content.finished ? tr("Again") : tr("Start"), this);
  start->setObjectName(QStringLiteral("lesson_start_%1").arg(content.number));
  start->setAccessibleName(tr("Start the lesson %1").arg(content.title));
  auto* foot = new QHBoxLayout;
  foot->addWidget(start);
  if (content.finished) {
    mark_ = new QLabel(this);
    mark_->setAccessibleName(tr("Finished"));
    draw_mark();
    foot->addWidget(mark_);
    foot->addWidget(new MutedLabel(tr("finished"), this));
  }
  foot->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space_large, space_large, space_large, space_large);
  column->setSpacing(space);
  column->addWidget(title);
  column->addWidget(summary);
  column->addWidget(facts);
  column->addStretch(1);
  column->addLayout(foot);
  setMinimumWidth(240);
  connect(start, &QPushButton::clicked, this, &LessonCard::start_wanted);
}

void LessonCard::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && mark_ != nullptr) draw_mark();
}

void LessonCard::draw_mark() { mark_->setPixmap(themed_icon(QStringLiteral("check")).pixmap(16, 16)); }

void LessonCard::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(mix(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.2));
  painter.setBrush(palette().color(QPalette::Base));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

}  // namespace rotorscope
