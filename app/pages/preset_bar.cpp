#include "app/pages/preset_bar.h"

#include "app/settings/settings.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QToolButton>

namespace rotorscope {

PresetBar::PresetBar(Settings& settings, QWidget* parent)
    : QWidget(parent), settings_(settings), presets_(new QComboBox(this)), remove_(new QToolButton(this)) {
  presets_->setObjectName(QStringLiteral("quant_presets"));
  presets_->setAccessibleName(tr("Preset"));
  presets_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  auto* label = new QLabel(tr("&Preset"), this);
  label->setBuddy(presets_);
  auto* save = new QToolButton(this);
  save->setText(tr("Save as preset…"));
  remove_->setText(tr("Delete preset"));
  auto* undo = new QToolButton(this);
  undo->setDefaultAction(settings.quant.undo_stack().createUndoAction(this, tr("Undo")));
  undo->defaultAction()->setIcon(themed_icon(QStringLiteral("undo")));
  auto* redo = new QToolButton(this);
  redo->setDefaultAction(settings.quant.undo_stack().createRedoAction(this, tr("Redo")));
  redo->defaultAction()->setIcon(themed_icon(QStringLiteral("redo")));

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space_small);
  row->addWidget(label);
  row->addWidget(presets_);
  for (QToolButton* button : {save, remove_}) {
    button->setAutoRaise(true);
    row->addWidget(button);
  }
  row->addStretch(1);
  for (QToolButton* button : {undo, redo}) {
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    row->addWidget(button);
  }
  connect(save, &QToolButton::clicked, this, &PresetBar::save);
  connect(remove_, &QToolButton::clicked, this, &PresetBar::remove);
  connect(presets_, &QComboBox::activated, this, [this](int index) {
    const QString name = presets_->itemData(index).toString();
    if (name.isEmpty()) return;
    settings_.quant.set_spec(settings_.presets.spec(name, settings_.quant.spec()), tr("preset %1").arg(name));
    update_current();
  });
  connect(&settings.presets, &QuantPresets::changed, this, &PresetBar::fill);
  connect(&settings.quant, &QuantSettings::changed, this, &PresetBar::update_current);
  fill();
}

void PresetBar::fill() {
  presets_->clear();
  presets_->addItem(tr("own settings"), QString());
  for (const QString& name : QuantPresets::scenarios()) presets_->addItem(name, name);
  const QStringList own = settings_.presets.own();
  if (!own.isEmpty()) presets_->insertSeparator(presets_->count());
  for (const QString& name : own) presets_->addItem(name, name);
  update_current();
}

void PresetBar::update_current() {
  const nlohmann::json now = settings_.quant.spec();
  int current = 0;
  for (int index = 1; index < presets_->count(); ++index) {
    const QString name = presets_->itemData(index).toString();
    if (name.isEmpty() || nlohmann::json(settings_.presets.spec(name, settings_.quant.spec())) != now) continue;
    current = index;  // an own preset comes later and names more than the bits
  }
  presets_->setCurrentIndex(current);
  remove_->setEnabled(settings_.presets.own().contains(presets_->currentData().toString()));
}

void PresetBar::save() {
  bool chosen = false;
  const QString name =
      QInputDialog::getText(window(), tr("Save as preset"), tr("Name of the preset"), QLineEdit::Normal, {}, &chosen);
  if (!chosen) return;
  if (!settings_.presets.save(name, settings_.quant.spec())) {
    QMessageBox::information(window(), tr("Save as preset"),
                             tr("Choose a name that is not empty and not one of the built-in presets."));
  }
}

void PresetBar::remove() { settings_.presets.remove(presets_->currentData().toString()); }

}  // namespace rotorscope
