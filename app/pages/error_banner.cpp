#include "app/pages/error_banner.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace rotorscope {

ErrorBanner::ErrorBanner(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      what_(new QLabel(this)),
      more_(new QLabel(this)),
      action_(new QPushButton(this)) {
  setObjectName(QStringLiteral("error_banner"));
  auto* texts = new QVBoxLayout;
  texts->setSpacing(0);
  for (QLabel* label : {what_, more_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    texts->addWidget(label);
  }
  auto* close = new QToolButton(this);
  close->setIcon(themed_icon(QStringLiteral("close")));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Dismiss this message"));
  close->setToolTip(tr("Dismiss"));
  connect(close, &QToolButton::clicked, this, &ErrorBanner::dismiss);
  connect(action_, &QPushButton::clicked, this, &ErrorBanner::action_chosen);

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(space, space_small, space, space_small);
  row->addWidget(icon_, 0, Qt::AlignTop);
  row->addLayout(texts, 1);
  row->addWidget(action_, 0, Qt::AlignVCenter);
  row->addWidget(close, 0, Qt::AlignVCenter);
  hide();
}

void ErrorBanner::show_error(const Error& error, const QString& action) {
  is_error_ = true;
  QString what = QString::fromStdString(error.what);
  if (!what.isEmpty()) what[0] = what[0].toUpper();
  QStringList more;
  if (!error.where.empty()) more << tr("Where: %1").arg(QString::fromStdString(error.where));
  if (!error.hint.empty()) more << tr("What to try: %1").arg(QString::fromStdString(error.hint));
  show_texts(what, more.join(u'\n'), action);
}

void ErrorBanner::show_notice(const QString& text, const QString& action) {
  is_error_ = false;
  show_texts(text, {}, action);
}

void ErrorBanner::show_texts(const QString& what, const QString& more, const QString& action) {
  what_->setText(what);
  more_->setText(more);
  more_->setVisible(!more.isEmpty());
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
  setAccessibleName(what);
  setAccessibleDescription(more);
  icon_->setPixmap(themed_icon(is_error_ ? QStringLiteral("error") : QStringLiteral("info")).pixmap(18, 18));
  QFont bold = font();
  bold.setBold(is_error_);
  what_->setFont(bold);
  update();
  show();
}

void ErrorBanner::dismiss() { hide(); }

QString ErrorBanner::text() const { return what_->text() + u'\n' + more_->text(); }

void ErrorBanner::paintEvent(QPaintEvent* /*event*/) {
  const QColor color = role_color(is_error_ ? ColorRole::bad : ColorRole::warning, palette());
  const QColor ground = mix(palette().color(QPalette::Window), color, 0.12);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(mix(ground, color, 0.5));
  painter.setBrush(ground);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

}  // namespace rotorscope
