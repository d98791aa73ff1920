#include "app/pages/panel.h"

#include "app/pages/heading_label.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace rotorscope {

namespace {

QFormLayout* add_form(QVBoxLayout* column) {
  auto* group = new QWidget(column->parentWidget());
  auto* form = new QFormLayout(group);
  form->setContentsMargins(0, 0, 0, space);
  form->setHorizontalSpacing(space);
  form->setVerticalSpacing(space_small);
  form->setRowWrapPolicy(QFormLayout::WrapLongRows);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  column->addWidget(group);
  return form;
}

}  // namespace

QFormLayout* add_group(QVBoxLayout* column, const QString& title) {
  column->addWidget(new HeadingLabel(title, column->parentWidget()));
  return add_form(column);
}

QFormLayout* add_more(QVBoxLayout* column, const QString& title, const QString& name) {
  auto* button = new QToolButton(column->parentWidget());
  button->setText(title);
  button->setObjectName(name);
  button->setCheckable(true);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::StrongFocus);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  column->addWidget(button);
  QFormLayout* form = add_form(column);
  const auto show = [button, form](bool open) {
    button->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    form->parentWidget()->setVisible(open);
  };
  const QString key = QStringLiteral("panels/") + name;
  button->setChecked(QSettings().value(key, false).toBool());
  show(button->isChecked());
  QObject::connect(button, &QToolButton::toggled, form, [key, show](bool open) {
    QSettings().setValue(key, open);
    show(open);
  });
  return form;
}

void enable_row(QFormLayout* form, QWidget* editor, bool on) {
  editor->setEnabled(on);
  if (QWidget* label = form->labelForField(editor)) label->setEnabled(on);
}

}  // namespace rotorscope
