#include "app/pages/export_page.h"

#include "app/backend/backend_client.h"
#include "app/pages/export_panel.h"
#include "app/pages/export_result.h"
#include "app/pages/heading_label.h"
#include "app/pages/muted_label.h"
#include "app/session/rotor_command.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"
#include "core/protocol/frame.h"
#include "core/protocol/target.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTimer>

namespace rotorscope {
namespace {

/// What of the settings the target cannot store, in words. The backend has the last word.
QStringList not_stored(const QuantSpec& quant) {
  QStringList names;
  const bool gguf = quant.target == target_gguf;
  if (gguf ? quant.gguf_type.empty() : quant.w_bits != 4 && quant.w_bits != 8) {
    names << ExportPage::tr("weights of %1 bits").arg(quant.w_bits);
  }
  if (quant.a_bits < 16 && quant.a_bits != 8) names << ExportPage::tr("activations of %1 bits").arg(quant.a_bits);
  if (quant.a_bits == 8 && quant.a_group != 0 && !gguf) names << ExportPage::tr("groups of activations");
  if (quant.a_bits == 8 && quant.a_clip < 1) names << ExportPage::tr("clipped activations");
  if (!quant.mixed.empty()) names << ExportPage::tr("other bits for single layers or sites");
  if (quant.head_bits < 16 || quant.embedding_bits < 16) names << ExportPage::tr("bits of head and embedding");
  if (quant.w_grid != "uniform") names << ExportPage::tr("the E8 codebook");
  if (!quant.w_incoherence.empty()) names << ExportPage::tr("the two-sided rotation");
  if (quant.clip_search) names << ExportPage::tr("searched clip ratios");
  return names;
}

/// "W4A16: 4-bit weights, a scale for 32 inputs, GPTQ"
QString contents_text(const ExportRequest& request) {
  if (request.target == "rotations") return ExportPage::tr("R1 and every R2 in float32");
  const QString type = QString::fromStdString(request.weights_dtype).toUpper();
  if (!is_grid_target(request.target)) return ExportPage::tr("all weights as %1, not quantized").arg(type);
  const QuantSpec& quant = request.quant;
  const QString method = quant.w_method == "gptq" ? ExportPage::tr("GPTQ") : ExportPage::tr("rounded to nearest");
  if (quant.target == target_gguf) {
    return ExportPage::tr("%1 blocks, %2; activations and KV cache are left to llama.cpp")
        .arg(QString::fromStdString(quant.gguf_type), method);
  }
  const QString scale = quant.w_group > 0 ? ExportPage::tr("a scale for %1 inputs").arg(quant.w_group)
                                          : ExportPage::tr("a scale for each output channel");
  const QString activations = quant.a_bits < 16 ? ExportPage::tr("activations of %1 bits").arg(quant.a_bits)
                                                : ExportPage::tr("activations as they are");
  return ExportPage::tr("weights of %1 bits, %2, %3; %4; the rest as %5")
      .arg(QString::number(quant.w_bits), scale, method, activations, type);
}

}  // namespace

ExportPage::ExportPage(Session& session, QWidget* parent) : Page(session, parent) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(space, space, space, 0);
  column->setSpacing(space);
  build_targets(column);
  build_destination(column);
  result_ = new ExportResult(content);
  column->addWidget(result_, 1);
  column->addStretch(0);
  scroll_ = new QScrollArea(this);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidget(content);
  set_content(scroll_);
  show_content();

  Settings& settings = session.settings();
  for (const SettingBase* setting : std::initializer_list<const SettingBase*>{
           &settings.exporting.target, &settings.exporting.dtype, &settings.exporting.out, &settings.exporting.verify,
           &settings.eval.text_file}) {
    connect(setting, &SettingBase::changed, this, &ExportPage::update_state);
  }
  connect(&settings.after, &RotationSettings::changed, this, &ExportPage::update_state);
  connect(&settings.quant, &QuantSettings::changed, this, &ExportPage::update_state);
  connect(&session, &Session::project_changed, this, &ExportPage::update_state);
  connect(&session, &Session::model_changed, this, [this] {
    result_->clear();
    banner().dismiss();
    update_state();
  });
  connect(&banner(), &ErrorBanner::action_chosen, this, &ExportPage::start);
  update_state();
}

void ExportPage::build_targets(QVBoxLayout* column) {
  auto* heading = new HeadingLabel(tr("1. Who is to load it?"), this);
  column->addWidget(heading);
  targets_ = new QButtonGroup(this);
  const auto add = [&](const QString& name, const QString& title, const QString& text) {
    auto* button = new QRadioButton(title, this);
    button->setObjectName(QStringLiteral("target_") + name);
    button->setAccessibleDescription(text);
    auto* note = new MutedLabel(text, this);
    note->setContentsMargins(24, 0, 0, space_small);
    targets_->addButton(button);
    button->setProperty("target", name);
    column->addWidget(button);
    column->addWidget(note);
  };
  add(QStringLiteral("hf"), tr("transformers, vLLM and others: a Hugging Face folder"),
      tr("R1 and R2 are merged into the weights, so any program that loads the architecture loads it; nothing runs "
         "online. R3 and R4 are left out."));
  add(QStringLiteral("compressed-tensors"), tr("vLLM, transformers: packed weights (compressed-tensors)"),
      tr("4 or 8 bits a weight, activations in 16 or 8 bits, on exactly the grid that is measured. No R3 and R4: "
         "transformers would ignore them and be wrong without a word; 4-bit activations and KV caches have no "
         "engine."));
  add(QStringLiteral("gptq"), tr("GPTQModel, vLLM, ExLlama: GPTQ's layout"),
      tr("4 or 8 bits a weight with an index of groups. It holds weights only: activations and KV cache stay as they "
         "are, and nothing runs online."));
  add(QStringLiteral("gguf"), tr("llama.cpp, Ollama, LM Studio: a GGUF file"),
      tr("Q8_0, Q6_K, Q5_0 or Q4_0 by the bits of the weights. llama.cpp has no R3 and R4 and quantizes its KV cache "
         "itself."));
  add(QStringLiteral("rotations"), tr("Other tools: the rotations alone"),
      tr("R1 and all R2 as one safetensors file with SpinQuant's names."));
  connect(targets_, &QButtonGroup::buttonClicked, this, [this](const QAbstractButton* button) {
    session().settings().exporting.target.set(button->property("target").toString());
  });
}

void ExportPage::build_destination(QVBoxLayout* column) {
  auto& settings = session().settings().exporting;
  auto* heading = new HeadingLabel(tr("2. Write it"), this);
  column->addWidget(heading);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  rotation_ = new QLabel(this);
  rotation_->setWordWrap(true);
  form->addRow(tr("Rotation"), rotation_);
  contents_ = new QLabel(this);
  contents_->setObjectName(QStringLiteral("export_contents"));
  contents_->setWordWrap(true);
  form->addRow(tr("Contents"), contents_);
  dtype_ = make_editor(settings.dtype, this);
  form->addRow(settings.dtype.text().label, dtype_);
  form->addRow(settings.out.text().label, make_path_editor(settings.out, {}, true, false, this));
  form->addRow(make_editor(settings.verify, this));
  command_ = new QLineEdit(this);
  command_->setReadOnly(true);
  command_->setObjectName(QStringLiteral("export_command"));
  command_->setAccessibleName(tr("The same on the command line"));
  QFont fixed(QStringLiteral("monospace"));
  fixed.setStyleHint(QFont::Monospace);
  command_->setFont(fixed);
  auto* copy = new QPushButton(themed_icon(QStringLiteral("copy")), tr("Copy"), this);
  copy->setToolTip(tr("Copies the command"));
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(command_->text()); });
  auto* line = new QHBoxLayout;
  line->addWidget(command_, 1);
  line->addWidget(copy);
  form->addRow(tr("Same command"), line);
  column->addLayout(form);
  problem_ = new QLabel(this);
  problem_->setObjectName(QStringLiteral("export_problem"));
  problem_->setWordWrap(true);
  column->addWidget(problem_);
  write_ = new QPushButton(themed_icon(QStringLiteral("export")), tr("Export"), this);
  write_->setObjectName(QStringLiteral("export_start"));
  column->addWidget(write_, 0, Qt::AlignLeft);
  connect(write_, &QPushButton::clicked, this, &ExportPage::start);
}

QWidget* ExportPage::make_settings_panel() { return new ExportPanel(session()); }

void ExportPage::came_to_front() { update_state(); }

ExportRequest ExportPage::request() const {
  const Settings& settings = session().settings();
  ExportRequest request;
  request.model = session().model_source().toStdString();
  request.target = settings.exporting.target.value().toStdString();
  request.out = settings.exporting.out.value().toStdString();
  request.rotation = settings.after.spec();
  request.runtime = settings.compute.options();
  if (request.rotation.source != "none") {
    request.rotation.r3 = "off";  // no stock loader applies them
    request.rotation.r4 = "off";
  }
  if (is_grid_target(request.target)) {
    request.quant = settings.quant.spec();
    request.quant.target = request.target;
    request.quant.kv_bits = 16;  // the engine's own business on all of them
    request.quant.k_pre_rope = false;
    if (request.target != target_compressed_tensors) {
      request.quant.a_bits = 16;
      request.quant.clip_search = false;
    }
    apply_target_defaults(request.quant, [&](const std::string& option) {
      return option == "--w-bits" || (option == "--w-group" && request.target != target_gguf);
    });
  }
  request.weights_dtype = settings.exporting.dtype.value().toStdString();
  request.verify = settings.exporting.verify && request.target != "rotations";
  request.text = text_source(settings.eval.text_file);
  return request;
}

void ExportPage::start() {
  if (job_ || !write_->isEnabled()) return;
  const ExportRequest asked = request();
  banner().dismiss();
  result_->clear();
  job_ = session().client().request(QStringLiteral("export"), asked,
                                    tr("Exporting to %1").arg(QString::fromStdString(asked.out)));
  connect(job_, &Job::finished, this, [this, asked](const JsonPointer& body) {
    job_.clear();
    if (auto outcome = decode<ExportOutcome>(*body, "export")) {
      result_->show_outcome(asked, *outcome);
      // Once it has its place: in a low window it is below.
      QTimer::singleShot(0, this, [this] { scroll_->ensureWidgetVisible(result_); });
    } else {
      banner().show_error(outcome.error());
    }
    update_state();
  });
  connect(job_, &Job::failed, this, [this](const Error& error) {
    job_.clear();
    if (!error.cancelled) banner().show_error(error, tr("Try again"));
    update_state();
  });
  update_state();
}

void ExportPage::update_state() {
  const Settings& settings = session().settings();
  for (QAbstractButton* button : targets_->buttons()) {
    const bool chosen = button->property("target").toString() == settings.exporting.target.value();
    if (button->isChecked() != chosen) button->setChecked(chosen);
  }
  const ExportRequest now = request();
  const bool rotated = now.rotation.source != "none";
  rotation_->setText(rotated ? rotation_text(settings.after.spec()) : tr("none: the model is written as it is"));
  dtype_->setEnabled(now.target != "rotations" && now.target != target_gguf);
  command_->setText(export_command(now, session().working_project_if_any()));
  command_->setCursorPosition(0);
  const QStringList beyond = is_grid_target(now.target) ? not_stored(now.quant) : QStringList();
  problem_->setVisible(!beyond.isEmpty());
  contents_->setText(contents_text(now));
  problem_->setText(tr("This target cannot store: %1. Change it on the Quantize page, or choose another target.")
                        .arg(beyond.join(QStringLiteral(", "))));
  QString reason;
  if (!beyond.isEmpty()) {
    reason = tr("Not with these settings");
  } else if (!session().has_model()) {
    reason = tr("Open a model first");
  } else if (!session().model_found()) {
    reason = tr("The model's file was not found");
  } else if (now.out.empty()) {
    reason = tr("Choose where to write");
  } else if (now.target == "rotations" && !rotated) {
    reason = tr("Choose a rotation on the right");
  } else if (job_) {
    reason = tr("An export is running");
  }
  write_->setEnabled(reason.isEmpty());
  write_->setText(reason.isEmpty() ? tr("Export") : tr("Export: %1").arg(reason.left(1).toLower() + reason.mid(1)));
}

}  // namespace rotorscope
