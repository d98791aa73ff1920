#include "app/pages/mixed_editor.h"

#include "app/pages/muted_label.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "core/protocol/mixed.h"
#include "widgets/theme.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

constexpr int spared_bits = 8;  // what a sensitive site usually needs

}  // namespace

MixedEditor::MixedEditor(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      setting_(session.settings().quant.mixed),
      line_(new QLineEdit(this)),
      problem_(new MutedLabel({}, this)),
      add_(new QPushButton(this)) {
  line_->setObjectName(setting_.text().key);
  line_->setAccessibleName(setting_.text().label);
  line_->setAccessibleDescription(setting_.text().tooltip);
  line_->setToolTip(setting_.text().tooltip);
  line_->setPlaceholderText(setting_.text().placeholder);
  line_->setText(setting_.value());
  add_->setObjectName(QStringLiteral("mixed_add"));
  problem_->setObjectName(QStringLiteral("mixed_problem"));
  problem_->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space_small);
  for (QWidget* part : std::initializer_list<QWidget*>{line_, problem_, add_}) column->addWidget(part);
  setFocusProxy(line_);
  connect(line_, &QLineEdit::textChanged, this, &MixedEditor::look);
  connect(line_, &QLineEdit::editingFinished, this, [this] {
    if (parse_overrides(line_->text().toStdString())) setting_.set(line_->text().trimmed());
  });
  connect(&setting_, &SettingBase::changed, this, [this] {
    if (line_->text().trimmed() != setting_.value()) line_->setText(setting_.value());
  });
  connect(add_, &QPushButton::clicked, this, &MixedEditor::add_selected);
  connect(&session.selection(), &Selection::changed, this, &MixedEditor::update_selected);
  look();
  update_selected();
}

void MixedEditor::look() {
  const bool understood = parse_overrides(line_->text().toStdString()).has_value();
  problem_->setVisible(!understood);
  if (!understood)
    problem_->setText(tr("Not understood, so not used. Write for example: %1").arg(setting_.text().placeholder));
}

void MixedEditor::update_selected() {
  const Selection& selection = session_.selection();
  BitsOverride entry{selection.layer(), selection.layer(), selection.site().toStdString(), spared_bits};
  const bool possible = parse_override(override_text(entry)).has_value();
  add_->setEnabled(possible);
  add_->setText(possible ? tr("Add layer %1 · %2 at 8 bits").arg(selection.layer()).arg(selection.site())
                         : tr("Add the selected site at 8 bits"));
}

void MixedEditor::add_selected() {
  const Selection& selection = session_.selection();
  auto entries = parse_overrides(setting_.value().toStdString()).value_or(std::vector<BitsOverride>());
  entries.push_back({selection.layer(), selection.layer(), selection.site().toStdString(), spared_bits});
  setting_.set(QString::fromStdString(overrides_text(entries)));
}

}  // namespace rotorscope
