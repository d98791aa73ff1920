#include "app/pages/study_view.h"

#include "app/backend/backend_client.h"
#include "app/pages/muted_label.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "core/protocol/study.h"
#include "widgets/error_bars_view.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

QString settings_text_of(const RotationSpec& rotation, const QuantSpec& quant) {
  return StudyView::tr("%1, %2; the windows of the Evaluate page.")
      .arg(rotation_text(rotation), QString::fromStdString(scheme_name(quant)));
}

QString parts_text(const AblationRow& row) {
  QStringList on;
  const bool parts[] = {row.r1, row.r2, row.r3, row.r4};
  for (int at = 0; at < 4; ++at) {
    if (parts[at]) on << QStringLiteral("R%1").arg(at + 1);
  }
  return on.isEmpty() ? StudyView::tr("none of them") : on.join(u' ');
}

}  // namespace

StudyView::StudyView(Session& session, Question question, QWidget* parent)
    : QWidget(parent),
      session_(session),
      question_(question),
      bars_(new ErrorBarsView(this)),
      start_(new QPushButton(this)),
      what_(new MutedLabel({}, this)) {
  what_->setWordWrap(true);
  auto* controls = new QHBoxLayout;
  if (question == Question::sensitivity) {
    by_ = new QComboBox(this);
    by_->addItem(tr("each kind of site and weight"), QStringLiteral("kind"));
    by_->addItem(tr("each layer"), QStringLiteral("layer"));
    by_->setAccessibleName(tr("What is quantized alone"));
    controls->addWidget(by_);
    connect(by_, &QComboBox::currentIndexChanged, this, [this] {
      if (!job_) show_kept();
      update_state();
    });
  }
  controls->addWidget(start_);
  controls->addWidget(what_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, space_small, 0, 0);
  column->addLayout(controls);
  column->addWidget(bars_, 1);
  describe();

  connect(start_, &QPushButton::clicked, this, [this] {
    if (job_) {
      job_->cancel();
    } else {
      start();
    }
  });
  connect(&session, &Session::studies_changed, this, [this] {
    kept_ = session_.studies();
    rows_.clear();
    measured_.clear();
    bars_->clear();
    show_kept();
    update_state();
  });
  connect(&session, &Session::model_changed, this, &StudyView::update_state);
  connect(&session.settings().quant, &QuantSettings::changed, this, &StudyView::update_state);
  connect(&session.settings().after, &RotationSettings::changed, this, &StudyView::update_state);
  kept_ = session.studies();
  show_kept();
  update_state();
}

void StudyView::describe() {
  if (question_ == Question::sensitivity) {
    bars_->setObjectName(QStringLiteral("sensitivity_bars"));
    start_->setObjectName(QStringLiteral("sensitivity_start"));
    bars_->set_title(tr("Sensitivity"));
    bars_->set_subtitle(tr("one thing quantized, all others not"));
    bars_->set_value_name(tr("rise of the loss"), tr("nats a token"), false);
    bars_->set_variants(tr("quantized alone"), {});
    bars_->set_order(RowOrder::by_before);
    bars_->set_help(tr(
        "How much the mean loss of a token rises when only this is quantized, at the bits on the right (16 counts as "
        "4). Give the most sensitive ones more bits."));
    bars_->set_placeholder(tr("Press Measure to quantize one thing at a time"));
    return;
  }
  bars_->setObjectName(QStringLiteral("ablation_bars"));
  start_->setObjectName(QStringLiteral("ablation_start"));
  bars_->set_title(tr("What R1 to R4 are worth"));
  bars_->set_subtitle(tr("every combination of the four"));
  bars_->set_value_name(tr("perplexity"), {}, false);
  bars_->set_variants(tr("with these parts"), {});
  bars_->set_help(tr(
      "Perplexity with every combination of the rotation's parts switched on, quantized as on the Quantize page. The "
      "shortest bar is best; a part that changes nothing can be left out."));
  bars_->set_placeholder(tr("Press Measure to try every combination of R1 to R4"));
}

QString StudyView::settings_text() const {
  const auto& settings = session_.settings();
  return settings_text_of(settings.after.spec(), settings.quant.spec());
}

std::string StudyView::study_name() const {
  return by_ == nullptr ? ablation_study : sensitivity_study(by_->currentData().toString().toStdString());
}

void StudyView::show_kept() {
  const auto study = kept_.find(study_name());
  if (study == kept_.end() || !study->second.is_object()) return;
  const auto outcome = study->second.find("outcome");
  // Both kinds of request hold the evaluation's.
  const auto request = decode<AblationRequest>(study->second.value("request", nlohmann::json::object()), "study");
  if (outcome == study->second.end() || !request) return;
  measured_ = settings_text_of(request->eval.rotation, request->eval.quant);
  bars_->set_placeholder({});
  take_outcome(*outcome);
}

void StudyView::start() {
  rows_.clear();
  measured_ = settings_text();
  bars_->set_placeholder({});
  bars_->clear();
  EvalRequest asked = session_.evaluations().request();
  asked.quant = session_.settings().quant.spec();
  asked.tasks.clear();
  asked.compare = false;
  if (question_ == Question::sensitivity) {
    job_ = session_.client().request(QStringLiteral("sensitivity"),
                                     SensitivityRequest{asked, by_->currentData().toString().toStdString()},
                                     tr("Measuring the sensitivity of %1").arg(by_->currentText()));
  } else {
    job_ = session_.client().request(QStringLiteral("ablate"), AblationRequest{asked},
                                     tr("Trying the parts of %1").arg(rotation_text(asked.rotation)));
  }
  connect(job_, &Job::partial, this, [this](const QString& kind, const JsonPointer& body) { take_row(kind, *body); });
  connect(job_, &Job::finished, this, [this, asked, name = study_name()](const JsonPointer& body) {
    job_.clear();
    kept_[name] = {{"request", AblationRequest{asked}}, {"outcome", *body}};
    take_outcome(*body);
    session_.mark_changed();
    update_state();
  });
  connect(job_, &Job::failed, this, [this](const Error& error) {
    job_.clear();
    if (!error.cancelled) emit failed(error);
    update_state();
  });
  update_state();
}

void StudyView::take_row(const QString& kind, const nlohmann::json& body) {
  if (kind == QLatin1String("sensitivity_row")) {
    if (auto row = decode<SensitivityRow>(body, "sensitivity_row"))
      add_row(QString::fromStdString(row->name), row->rise);
  } else if (kind == QLatin1String("ablation_row")) {
    if (auto row = decode<AblationRow>(body, "ablation_row")) add_row(parts_text(*row), row->perplexity);
  }
}

void StudyView::take_outcome(const nlohmann::json& body) {
  rows_.clear();
  if (question_ == Question::sensitivity) {
    auto outcome = decode<SensitivityOutcome>(body, "sensitivity");
    if (!outcome) {
      emit failed(outcome.error());
      return;
    }
    for (const auto& row : outcome->rows) add_row(QString::fromStdString(row.name), row.rise);
    bars_->set_subtitle(
        tr("one thing quantized, all others not; unquantized perplexity %1").arg(format_number(outcome->perplexity)));
    return;
  }
  auto outcome = decode<AblationOutcome>(body, "ablate");
  if (!outcome) {
    emit failed(outcome.error());
    return;
  }
  for (const auto& row : outcome->rows) add_row(parts_text(row), row.perplexity);
}

void StudyView::add_row(const QString& label, double value) {
  rows_.emplace_back(label, value);
  std::vector<ErrorRow> rows;
  for (const auto& [name, number] : rows_) rows.push_back({name, number});
  bars_->set_rows(std::move(rows));
}

void StudyView::update_state() {
  const auto& settings = session_.settings();
  const bool rotated = settings.after.spec().source != "none";
  const bool possible = session_.has_model() && session_.model_found();
  start_->setText(job_ ? tr("Cancel") : tr("Measure"));
  start_->setEnabled(possible && (rotated || question_ == Question::sensitivity));
  const QString now = settings_text();
  const bool other = (job_ || !rows_.empty()) && !measured_.isEmpty() && measured_ != now;
  what_->setText(question_ == Question::ablation && !rotated ? tr("Choose a rotation first.")
                 : other ? tr("Measured with %1 The settings have changed since.").arg(measured_)
                         : now);
}

}  // namespace rotorscope
