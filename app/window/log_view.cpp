#include "app/window/log_view.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QTime>
#include <QToolButton>

namespace rotorscope {

LogView::LogView(QWidget* parent) : QWidget(parent), lines_(new QPlainTextEdit(this)) {
  lines_->setReadOnly(true);
  lines_->setMaximumBlockCount(5000);
  lines_->setLineWrapMode(QPlainTextEdit::NoWrap);
  lines_->setAccessibleName(tr("Log"));
  lines_->setPlaceholderText(tr("Messages of the backend appear here."));
  auto* copy = new QToolButton(this);
  copy->setIcon(themed_icon(QStringLiteral("copy")));
  copy->setToolTip(tr("Copy the log"));
  copy->setAccessibleName(copy->toolTip());
  auto* clear = new QToolButton(this);
  clear->setIcon(themed_icon(QStringLiteral("cancel")));
  clear->setToolTip(tr("Clear the log"));
  clear->setAccessibleName(clear->toolTip());
  auto* tools = new QVBoxLayout;
  tools->addWidget(copy);
  tools->addWidget(clear);
  tools->addStretch(1);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(space_small, 0, 0, 0);
  row->setSpacing(space_small);
  row->addWidget(lines_, 1);
  row->addLayout(tools);
  connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
  connect(clear, &QToolButton::clicked, lines_, &QPlainTextEdit::clear);
}

void LogView::append(const QString& line) {
  lines_->appendPlainText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + line);
}

QString LogView::text() const { return lines_->toPlainText(); }

}  // namespace rotorscope
