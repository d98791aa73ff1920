#include "app/pages/evaluate_panel.h"

#include "app/pages/panel.h"
#include "app/pages/rotation_editor.h"
#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"
#include "widgets/icons.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {

EvaluatePanel::EvaluatePanel(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      scheme_(new QLabel(this)),
      run_(new QPushButton(themed_icon(QStringLiteral("play")), tr("Run"), this)) {
  Settings& settings = session.settings();
  run_->setObjectName(QStringLiteral("evaluate_run"));
  run_->setToolTip(tr("Adds a row that fills while it is measured"));
  auto* column = new QVBoxLayout(this);
  auto* what = add_group(column, tr("What to measure"));
  add_row(what, settings.eval.quantized);
  what->addRow(tr("Quantizers"), scheme_);
  add_rotation_rows(what, settings.after, true, tr("Rotation"));
  auto* how = add_group(column, tr("How"));
  add_row(how, settings.eval.text_file, make_path_editor(settings.eval.text_file, text_filter(), false, false, this));
  add_row(how, settings.eval.protocol);
  add_row(how, settings.eval.seq_len);
  add_row(how, settings.eval.windows);
  add_row(how, settings.eval.perplexity);
  add_row(how, settings.eval.compare);
  add_row(how, settings.eval.tasks);
  add_row(how, settings.eval.task_limit);
  auto* where = add_more(column, tr("More about computing"), QStringLiteral("evaluate_more"));
  add_row(where, settings.compute.device);
  add_row(where, settings.compute.dtype);
  add_row(where, settings.compute.threads);
  column->addWidget(run_);
  column->addStretch(1);
  connect(run_, &QPushButton::clicked, &session.evaluations(), &Evaluations::run);
  connect(&settings.quant, &QuantSettings::changed, this, &EvaluatePanel::update_state);
  connect(&settings.eval.quantized, &SettingBase::changed, this, &EvaluatePanel::update_state);
  connect(&session, &Session::model_changed, this, &EvaluatePanel::update_state);
  update_state();
}

void EvaluatePanel::update_state() {
  scheme_->setText(session_.settings().eval.quantized
                       ? QString::fromStdString(scheme_name(session_.settings().quant.spec()))
                       : tr("off, everything at 16 bits"));
  run_->setEnabled(session_.has_model() && session_.model_found());
}

}  // namespace rotorscope
