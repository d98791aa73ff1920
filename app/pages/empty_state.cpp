#include "app/pages/empty_state.h"

#include "app/pages/heading_label.h"
#include "app/pages/muted_label.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      title_(new HeadingLabel({}, this)),
      text_(new MutedLabel({}, this)),
      bar_(new QProgressBar(this)),
      action_(new QPushButton(this)) {
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space);
  column->addStretch(2);
  for (QLabel* label : {title_, text_}) {
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    column->addWidget(label);
  }
  bar_->setMaximumWidth(320);
  bar_->setTextVisible(false);
  column->addWidget(bar_, 0, Qt::AlignHCenter);
  column->addWidget(action_, 0, Qt::AlignHCenter);
  column->addStretch(3);
  connect(action_, &QPushButton::clicked, this, &EmptyState::action_chosen);
}

void EmptyState::show_text(const QString& title, const QString& text, const QString& action) {
  title_->setText(title);
  text_->setText(text);
  bar_->hide();
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
}

void EmptyState::show_progress(const QString& title, qint64 done, qint64 total, const QString& activity) {
  title_->setText(title);
  text_->setText(activity);
  bar_->setRange(0, total > 0 ? 1000 : 0);
  bar_->setValue(total > 0 ? static_cast<int>(1000 * done / total) : 0);
  bar_->show();
  action_->hide();
}

}  // namespace rotorscope
