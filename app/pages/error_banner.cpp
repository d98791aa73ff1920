#include "app/pages/error_banner.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
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
  restyle();
  show();
}

void ErrorBanner::dismiss() { hide(); }

QString ErrorBanner::text() const { return what_->text() + u'\n' + more_->text(); }

void ErrorBanner::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) restyle();
}

void ErrorBanner::restyle() {
  const QPalette own = palette();
  const QColor color = role_color(is_error_ ? ColorRole::bad : ColorRole::warning, own);
  const QColor ground = mix(own.color(QPalette::Window), color, 0.12);
  const QString sheet = QStringLiteral("#error_banner { background: %1; border: 1px solid %2; border-radius: 4px; }")
                            .arg(ground.name(), mix(ground, color, 0.5).name());
  if (styleSheet() != sheet) setStyleSheet(sheet);
  icon_->setPixmap(themed_icon(is_error_ ? QStringLiteral("error") : QStringLiteral("info")).pixmap(18, 18));
  QFont bold = font();
  bold.setBold(is_error_);
  what_->setFont(bold);
}

}  // namespace rotorscope
