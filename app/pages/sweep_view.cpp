#include "app/pages/sweep_view.h"

#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "core/protocol/study.h"
#include "widgets/seed_sweep_view.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <limits>

namespace rotorscope {

namespace {

QString settings_text_of(const EvalRequest& eval) {
  const QString windows =
      eval.windows == 0 ? SweepView::tr("all windows") : SweepView::tr("%n window(s)", nullptr, eval.windows);
  const bool quantized = !quantizes_nothing(eval.quant);
  const QString scheme =
      quantized ? QString::fromStdString(scheme_name(eval.quant)) : SweepView::tr("nothing quantized");
  return SweepView::tr("%1, %2 of %3 tokens").arg(scheme, windows).arg(eval.seq_len);
}

}  // namespace

SweepView::SweepView(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      dots_(new SeedSweepView(this)),
      kind_(new QComboBox(this)),
      start_(new QPushButton(this)),
      what_(new QLabel(this)) {
  dots_->setObjectName(QStringLiteral("seed_sweep"));
  dots_->set_title(tr("Spread of random rotations"));
  dots_->set_help(
      tr("Each dot is the perplexity with one random rotation. Luck with the seed matters at 4 bits; a "
         "learned rotation should lie below all dots."));
  dots_->set_placeholder(tr("Press Sweep to measure several seeds one after the other"));
  kind_->addItem(tr("random Hadamard"), QStringLiteral("hadamard"));
  kind_->addItem(tr("random orthogonal"), QStringLiteral("orthogonal"));
  kind_->setAccessibleName(tr("Kind of random rotation"));
  start_->setObjectName(QStringLiteral("sweep_start"));
  what_->setWordWrap(true);

  auto* controls = new QHBoxLayout;
  controls->addWidget(kind_);
  controls->addWidget(make_editor(session.settings().eval.sweep_seeds, this));
  controls->addWidget(start_);
  controls->addWidget(what_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, space_small, 0, 0);
  column->addLayout(controls);
  column->addWidget(dots_, 1);

  connect(start_, &QPushButton::clicked, this, [this] {
    if (Job* job = session_.evaluations().sweep_job()) {
      job->cancel();
    } else {
      session_.evaluations().sweep(kind_->currentData().toString());
    }
  });
  Evaluations& evaluations = session.evaluations();
  connect(&evaluations, &Evaluations::sweep_started, this, [this](const QString& kind, int seeds) {
    dots_->set_placeholder({});
    if (measured_ != settings_text()) dots_->clear();  // dots of other settings do not compare
    measured_ = settings_text();
    dots_->start_sweep(kind, seeds);
  });
  connect(&evaluations, &Evaluations::seed_measured, dots_, &SeedSweepView::add_seed);
  connect(&evaluations, &Evaluations::sweep_finished, dots_, &SeedSweepView::set_outcome);
  connect(&evaluations, &Evaluations::changed, this, &SweepView::update_state);
  connect(&session, &Session::studies_changed, this, [this] {
    measured_.clear();
    dots_->clear();
    show_kept();
    update_state();
  });
  connect(&session, &Session::model_changed, this, &SweepView::update_state);
  connect(&session.settings().quant, &QuantSettings::changed, this, &SweepView::update_state);
  const auto& eval = session.settings().eval;
  for (const SettingBase* setting :
       std::initializer_list<const SettingBase*>{&eval.seq_len, &eval.windows, &eval.quantized}) {
    connect(setting, &SettingBase::changed, this, &SweepView::update_state);
  }
  show_kept();
  update_state();
}

QString SweepView::settings_text() const { return settings_text_of(session_.evaluations().request()); }

void SweepView::show_kept() {
  for (int at = 0; at < kind_->count(); ++at) {
    const auto study = session_.studies().find(sweep_study(kind_->itemData(at).toString().toStdString()));
    if (study == session_.studies().end() || !study->second.is_object()) continue;
    const auto request = decode<SweepRequest>(study->second.value("request", nlohmann::json::object()), "sweep");
    const auto outcome = decode<SweepOutcome>(study->second.value("outcome", nlohmann::json::object()), "sweep");
    if (!request || !outcome) continue;
    const QString settings = settings_text_of(request->eval);
    if (!measured_.isEmpty() && settings != measured_) continue;  // dots of other settings do not compare
    measured_ = settings;
    dots_->set_placeholder({});
    dots_->set_outcome(*outcome);
  }
}

void SweepView::update_state() {
  const Job* job = session_.evaluations().sweep_job();
  start_->setText(job != nullptr ? tr("Cancel") : tr("Sweep"));
  start_->setEnabled(session_.has_model() && session_.model_found());
  const QString now = settings_text();
  const bool other = !measured_.isEmpty() && measured_ != now;
  what_->setText(other ? tr("Measured with %1. The settings have changed since.").arg(measured_)
                       : tr("Perplexity with %1, as set on the Quantize and Evaluate pages.").arg(now));
  update_lines();
}

void SweepView::update_lines() {
  // The newest comparable rows of the table of evaluations.
  double learned = std::numeric_limits<double>::quiet_NaN();
  double unquantized = learned;
  const auto& settings = session_.settings();
  const EvalRequest now = settings.eval.request();
  const std::string scheme = scheme_name(settings.quant.spec());
  for (const auto& row : session_.evaluations().rows()) {
    const auto& request = row.request;
    if (request.protocol != now.protocol || request.seq_len != now.seq_len || request.windows != now.windows ||
        nlohmann::json(request.text) != nlohmann::json(now.text)) {
      continue;
    }
    const std::string row_scheme = scheme_name(request.quant);
    if (request.rotation.source == "learned" && row_scheme == scheme) learned = row.outcome.perplexity;
    if (row_scheme == "W16A16KV16") unquantized = row.outcome.perplexity;
  }
  dots_->set_line(QStringLiteral("learned"), learned);
  dots_->set_line(QStringLiteral("unquantized"), unquantized);
}

}  // namespace rotorscope
