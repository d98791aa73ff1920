#include "app/settings/setting_editor.h"

#include "widgets/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <cmath>

namespace rotorscope {
namespace {

/// Sets a widget's value without hearing the echo.
template <class Widget, class Apply>
void follow(SettingBase& setting, Widget* widget, Apply apply) {
  apply();
  QObject::connect(&setting, &SettingBase::changed, widget, [widget, apply] {
    const QSignalBlocker blocker(widget);
    apply();
  });
}

void describe(const SettingBase& setting, QWidget* widget) {
  widget->setAccessibleName(setting.text().label);
  widget->setAccessibleDescription(setting.text().tooltip);
  widget->setToolTip(setting.text().tooltip);
  widget->setObjectName(setting.text().key);
}

void fill_choices(const SettingBase& setting, QComboBox* box) {
  const QSignalBlocker blocker(box);
  box->clear();
  for (const auto& choice : setting.choices()) box->addItem(choice.label, choice.value);
  int index = box->findData(setting.variant());
  if (index < 0) {  // a value that is not offered now is still shown
    box->addItem(setting.variant().toString(), setting.variant());
    index = box->count() - 1;
  }
  box->setCurrentIndex(index);
}

QWidget* make_combo(SettingBase& setting, QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(8);
  fill_choices(setting, box);
  QObject::connect(&setting, &SettingBase::changed, box, [&setting, box] { fill_choices(setting, box); });
  QObject::connect(&setting, &SettingBase::choices_changed, box, [&setting, box] { fill_choices(setting, box); });
  QObject::connect(box, &QComboBox::activated, &setting,
                   [&setting, box](int index) { setting.set_variant(box->itemData(index)); });
  return box;
}

int decimals_for(double step) {
  if (step <= 0) return 4;
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step))), 0, 6);
}

QSpinBox* make_spin(Setting<int>& setting, QWidget* parent) {
  auto* box = new QSpinBox(parent);
  box->setRange(setting.range().low, setting.range().high);
  box->setSingleStep(std::max(1, setting.range().step));
  box->setSpecialValueText(setting.text().placeholder);
  box->setSuffix(setting.text().unit);
  box->setKeyboardTracking(false);
  follow(setting, box, [&setting, box] { box->setValue(setting.value()); });
  QObject::connect(box, &QSpinBox::valueChanged, &setting, [&setting](int value) { setting.set(value); });
  return box;
}

QDoubleSpinBox* make_spin(Setting<double>& setting, QWidget* parent) {
  auto* box = new QDoubleSpinBox(parent);
  box->setDecimals(decimals_for(setting.range().step));
  box->setRange(setting.range().low, setting.range().high);
  box->setSingleStep(setting.range().step);
  box->setSpecialValueText(setting.text().placeholder);
  box->setSuffix(setting.text().unit);
  box->setKeyboardTracking(false);
  follow(setting, box, [&setting, box] { box->setValue(setting.value()); });
  QObject::connect(box, &QDoubleSpinBox::valueChanged, &setting, [&setting](double value) { setting.set(value); });
  return box;
}

QWidget* beside(QWidget* wide, QWidget* narrow, QWidget* parent) {
  auto* both = new QWidget(parent);
  auto* row = new QHBoxLayout(both);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(wide, 1);
  row->addWidget(narrow);
  both->setFocusProxy(wide);
  return both;
}

}  // namespace

QWidget* make_editor(SettingBase& setting, QWidget* parent) {
  QWidget* editor = nullptr;
  if (!setting.choices().isEmpty()) {
    editor = make_combo(setting, parent);
  } else if (auto* flag = dynamic_cast<Setting<bool>*>(&setting)) {
    auto* box = new QCheckBox(setting.text().label, parent);
    follow(setting, box, [flag, box] { box->setChecked(flag->value()); });
    QObject::connect(box, &QCheckBox::toggled, &setting, [flag](bool on) { flag->set(on); });
    editor = box;
  } else if (auto* number = dynamic_cast<Setting<int>*>(&setting)) {
    editor = make_spin(*number, parent);
  } else if (auto* real = dynamic_cast<Setting<double>*>(&setting)) {
    editor = make_spin(*real, parent);
  } else {
    auto* line = new QLineEdit(parent);
    line->setPlaceholderText(setting.text().placeholder);
    follow(setting, line, [&setting, line] { line->setText(setting.variant().toString()); });
    QObject::connect(line, &QLineEdit::editingFinished, &setting,
                     [&setting, line] { setting.set_variant(line->text()); });
    editor = line;
  }
  describe(setting, editor);
  return editor;
}

QWidget* make_slider(Setting<int>& setting, QWidget* parent) {
  auto* slider = new QSlider(Qt::Horizontal, parent);
  slider->setRange(setting.range().low, setting.range().high);
  slider->setPageStep(1);
  follow(setting, slider, [&setting, slider] { slider->setValue(setting.value()); });
  QObject::connect(slider, &QSlider::valueChanged, &setting, [&setting](int value) { setting.set(value); });
  describe(setting, slider);
  auto* spin = make_spin(setting, parent);
  describe(setting, spin);
  spin->setObjectName(setting.text().key + QStringLiteral("/number"));
  return beside(slider, spin, parent);
}

QWidget* make_slider(Setting<double>& setting, QWidget* parent) {
  auto* slider = new QSlider(Qt::Horizontal, parent);
  const double step = setting.range().step;
  const double low = setting.range().low;
  slider->setRange(0, static_cast<int>(std::lround((setting.range().high - low) / step)));
  follow(setting, slider, [&setting, slider, low, step] {
    slider->setValue(static_cast<int>(std::lround((setting.value() - low) / step)));
  });
  QObject::connect(slider, &QSlider::valueChanged, &setting,
                   [&setting, low, step](int tick) { setting.set(low + tick * step); });
  describe(setting, slider);
  auto* spin = make_spin(setting, parent);
  describe(setting, spin);
  spin->setObjectName(setting.text().key + QStringLiteral("/number"));
  return beside(slider, spin, parent);
}

QWidget* make_choice_slider(Setting<int>& setting, QWidget* parent) {
  auto* slider = new QSlider(Qt::Horizontal, parent);
  slider->setRange(0, static_cast<int>(setting.choices().size()) - 1);
  slider->setPageStep(1);
  auto* label = new QLabel(parent);
  int widest = 0;
  for (const auto& choice : setting.choices()) {
    widest = std::max(widest, label->fontMetrics().horizontalAdvance(choice.label));
  }
  label->setMinimumWidth(widest + 4);
  follow(setting, slider, [&setting, slider, label] {
    const auto& choices = setting.choices();
    for (int at = 0; at < choices.size(); ++at) {
      if (choices[at].value != setting.variant()) continue;
      slider->setValue(at);
      label->setText(choices[at].label);
    }
  });
  QObject::connect(slider, &QSlider::valueChanged, &setting,
                   [&setting](int at) { setting.set_variant(setting.choices().at(at).value); });
  describe(setting, slider);
  return beside(slider, label, parent);
}

QWidget* make_path_editor(Setting<QString>& setting, const QString& filter, bool save, bool folder, QWidget* parent) {
  QWidget* line = make_editor(setting, parent);
  auto* button = new QToolButton(parent);
  button->setIcon(themed_icon(QStringLiteral("open")));
  button->setFocusPolicy(Qt::StrongFocus);
  button->setToolTip(QObject::tr("Browse…"));
  button->setAccessibleName(QObject::tr("Browse for: %1").arg(setting.text().label));
  QObject::connect(button, &QToolButton::clicked, &setting, [&setting, button, filter, save, folder] {
    const QString title = setting.text().label;
    const QString now = setting.value();
    const QString path = folder ? QFileDialog::getExistingDirectory(button->window(), title, now)
                         : save ? QFileDialog::getSaveFileName(button->window(), title, now, filter)
                                : QFileDialog::getOpenFileName(button->window(), title, now, filter);
    if (!path.isEmpty()) setting.set(path);
  });
  return beside(line, button, parent);
}

QWidget* add_row(QFormLayout* form, SettingBase& setting, QWidget* editor) {
  if (editor == nullptr) editor = make_editor(setting, form->parentWidget());
  if (qobject_cast<QCheckBox*>(editor) != nullptr) {
    form->addRow(editor);
    return editor;
  }
  auto* label = new QLabel(setting.text().label, form->parentWidget());
  label->setToolTip(setting.text().tooltip);
  label->setBuddy(editor);
  form->addRow(label, editor);
  return editor;
}

}  // namespace rotorscope
