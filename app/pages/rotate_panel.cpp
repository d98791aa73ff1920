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

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

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

  build_learning(column);
  column->addStretch(1);

  connect(check_, &QPushButton::clicked, &session.gate(), &RotationGate::check);
  connect(&session.gate(), &RotationGate::changed, this, &RotatePanel::update_gate);
  connect(&session, &Session::model_changed, this, &RotatePanel::update_gate);
  connect(&session, &Session::model_changed, this, &RotatePanel::update_memory);
  update_gate();
  update_memory();
}

void RotatePanel::build_learning(QVBoxLayout* column) {
  Settings& settings = session_.settings();
  LearnSettings& learn = settings.learn;
  auto* form = add_group(column, tr("Learning"));
  recipes_ = new QComboBox(this);
  recipes_->setObjectName(QStringLiteral("learn_recipe"));
  recipes_->addItem(tr("own settings"), QString());
  const QStringList names = {tr("quick"), tr("best"), tr("SpinQuant's paper")};
  for (qsizetype at = 0; at < names.size(); ++at) recipes_->addItem(names[at], LearnSettings::recipes()[at]);
  recipes_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  recipes_->setMinimumContentsLength(8);
  recipes_->setAccessibleName(tr("Recipe"));
  recipes_->setToolTip(
      tr("Sets what follows. Quick takes seconds; best is what measured best for its time on the sample model; "
         "SpinQuant's paper runs the whole network and takes hours without a GPU."));
  form->addRow(tr("Recipe"), recipes_);
  for (SettingBase* setting :
       std::initializer_list<SettingBase*>{&learn.objective, &learn.form, &learn.steps, &learn.seq_len, &learn.batch,
                                           &learn.lr, &learn.schedule, &learn.a_bits, &learn.kv_bits, &learn.seed}) {
    rows_.append({setting, form, add_row(form, *setting)});
  }
  add_row(form, settings.compute.device);
  add_row(form, learn.text_file, make_path_editor(learn.text_file, text_filter(), false, false, this));
  form->addRow(memory_);
  auto* more = add_more(column, tr("More about learning"), QStringLiteral("learn_more"));
  add_row(more, settings.compute.dtype);
  add_row(more, settings.compute.threads);
  for (SettingBase* setting : learn.advanced()) rows_.append({setting, more, add_row(more, *setting)});

  connect(recipes_, &QComboBox::activated, this, [this, &learn](int index) {
    const QString name = recipes_->itemData(index).toString();
    if (!name.isEmpty()) learn.apply_recipe(name);
    update_learning();
  });
  connect(&learn, &LearnSettings::changed, this, &RotatePanel::update_learning);
  update_learning();
}

void RotatePanel::update_learning() {
  LearnSettings& learn = session_.settings().learn;
  recipes_->setCurrentIndex(std::max(0, recipes_->findData(learn.current_recipe())));
  for (const Row& row : rows_) enable_row(row.form, row.editor, learn.acts(*row.setting));
  update_memory();
}

void RotatePanel::update_memory() {
  const bool known = session_.has_model() && session_.model().memory_learn_bytes > 0;
  memory_->setVisible(known);
  if (!known) return;
  memory_->setText(
      session_.settings().learn.runs_network()
          ? tr("Needs about %1 of memory with 512 tokens at a time.")
                .arg(format_bytes(session_.model().memory_learn_bytes))
          : tr("Needs little memory beside the model's %1.").arg(format_bytes(session_.model().memory_open_bytes)));
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
