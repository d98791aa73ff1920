#include "app/pages/rotation_editor.h"

#include "app/settings/setting_editor.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace rotorscope {

void add_rotation_rows(QFormLayout* form, RotationSettings& rotation, bool with_switches, const QString& label) {
  QWidget* parent = form->parentWidget();
  QWidget* source_box = make_editor(rotation.source, parent);
  add_row(form, rotation.source, source_box);
  if (!label.isEmpty()) {
    static_cast<QLabel*>(form->labelForField(source_box))->setText(label);
    source_box->setAccessibleName(label);
  }
  QWidget* seed = make_editor(rotation.seed, parent);
  add_row(form, rotation.seed, seed);
  QWidget* file =
      make_path_editor(rotation.file, QObject::tr("Rotations (*.h5 *.safetensors *.bin)"), false, false, parent);
  add_row(form, rotation.file, file);
  QWidget* switches = nullptr;
  if (with_switches) {
    switches = new QWidget(parent);
    auto* row = new QHBoxLayout(switches);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space);
    for (auto& part : rotation.switches) row->addWidget(make_editor(part, switches));
    row->addStretch(1);
    auto* parts = new QLabel(QObject::tr("Parts"), parent);
    parts->setBuddy(switches);
    form->addRow(parts, switches);
  }
  QWidget* scales = with_switches ? add_row(form, rotation.scales) : nullptr;
  const auto show_row = [form](QWidget* editor, bool on) {
    editor->setVisible(on);
    if (QWidget* text = form->labelForField(editor)) text->setVisible(on);
  };
  const auto update = [&rotation, seed, file, switches, scales, show_row] {
    const QString source = rotation.source.value();
    show_row(seed, source == QLatin1String("orthogonal") || source == QLatin1String("hadamard"));
    show_row(file, source == QLatin1String("file"));
    if (switches != nullptr) switches->setEnabled(source != QLatin1String("none"));
    if (scales != nullptr) scales->setVisible(source == QLatin1String("learned") || source == QLatin1String("file"));
  };
  update();
  QObject::connect(&rotation, &RotationSettings::changed, form, update);
}

}  // namespace rotorscope
