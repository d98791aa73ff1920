#include "app/pages/rotate_panel.h"

#include "app/pages/muted_label.h"
#include "app/pages/panel.h"
#include "app/pages/rotation_editor.h"
#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {

RotatePanel::RotatePanel(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      gate_(new QLabel(this)),
      memory_(new MutedLabel({}, this)),
      check_(new QPushButton(tr("Check invariance"), this)) {
  Settings& settings = session.settings();
  auto* column = new QVBoxLayout(this);
  auto* rotation = add_group(column, tr("Rotation"));
  add_rotation_rows(rotation, settings.after, true, tr("Source"));
  gate_->setWordWrap(true);
  gate_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  check_->setToolTip(
      tr("Merges the rotation into the weights and compares the logits with the original's. Without "
         "quantization nothing may change."));
  rotation->addRow(gate_);
  rotation->addRow(check_);

  auto* grid = add_group(column, tr("Quantization grid"));
  add_row(grid, settings.inspect.bits, make_slider(settings.inspect.bits, this));

  auto* learning = add_group(column, tr("Learning"));
  for (SettingBase* setting :
       std::initializer_list<SettingBase*>{&settings.learn.objective, &settings.learn.form, &settings.learn.steps,
                                           &settings.learn.seq_len, &settings.learn.batch, &settings.learn.lr, &settings.learn.schedule,
                                           &settings.learn.a_bits, &settings.learn.kv_bits, &settings.learn.seed}) {
    add_row(learning, *setting);
  }
  add_row(learning, settings.compute.device);
  add_row(learning, settings.learn.text_file,
          make_path_editor(settings.learn.text_file, text_filter(), false, false, this));
  learning->addRow(memory_);
  column->addStretch(1);

  connect(check_, &QPushButton::clicked, &session.gate(), &RotationGate::check);
  connect(&session.gate(), &RotationGate::changed, this, &RotatePanel::update_gate);
  connect(&session, &Session::model_changed, this, &RotatePanel::update_gate);
  connect(&session, &Session::model_changed, this, &RotatePanel::update_memory);
  update_gate();
  update_memory();
}

void RotatePanel::update_memory() {
  const bool known = session_.has_model() && session_.model().memory_learn_bytes > 0;
  memory_->setVisible(known);
  if (!known) return;
  memory_->setText(tr("Learning needs about %1 of memory with 512 tokens a step.")
                       .arg(format_bytes(session_.model().memory_learn_bytes)));
}

void RotatePanel::update_gate() {
  RotationGate& gate = session_.gate();
  const bool rotated = session_.settings().after.spec().source != "none";
  check_->setVisible(rotated && gate.outcome() == nullptr);
  check_->setEnabled(session_.has_model() && session_.model_found() && !gate.running());
  if (!rotated) {
    gate_->setText(tr("Without a rotation there is nothing to check."));
  } else if (gate.running()) {
    gate_->setText(tr("Merging and comparing the logits…"));
  } else if (!gate.error().what.empty()) {
    gate_->setText(QString::fromStdString(gate.error().message()));
  } else if (const RotateOutcome* outcome = gate.outcome()) {
    const QString verdict = outcome->invariant
                                ? tr("Invariant: the logits differ by %1 of their scale (limit %2).")
                                : tr("Not invariant: the logits differ by %1 of their scale (limit %2).");
    gate_->setText(
        verdict.arg(format_number(outcome->invariance_error, 2), format_number(outcome->invariance_limit, 2)) + u'\n' +
        QString::fromStdString(outcome->description));
  } else {
    gate_->setText(tr("Not checked yet."));
  }
}

}  // namespace rotorscope
