#include "app/pages/panel.h"

#include "app/pages/heading_label.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace rotorscope {

QFormLayout* add_group(QVBoxLayout* column, const QString& title) {
  QWidget* parent = column->parentWidget();
  auto* heading = new HeadingLabel(title, parent);
  column->addWidget(heading);
  auto* group = new QWidget(parent);
  auto* form = new QFormLayout(group);
  form->setContentsMargins(0, 0, 0, space);
  form->setHorizontalSpacing(space);
  form->setVerticalSpacing(space_small);
  form->setRowWrapPolicy(QFormLayout::WrapLongRows);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  column->addWidget(group);
  return form;
}

}  // namespace rotorscope
