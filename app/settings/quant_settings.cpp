#include "app/settings/quant_settings.h"

#include "app/settings/text_source.h"
#include "core/protocol/mixed.h"

namespace rotorscope {
namespace {

QList<SettingChoice> bit_choices() {
  QList<SettingChoice> choices;
  for (int bits = 2; bits <= 8; ++bits) choices.append({bits, QObject::tr("%1 bits").arg(bits)});
  choices.append({16, QObject::tr("16 (off)")});
  return choices;
}

QList<SettingChoice> group_choices(const QString& whole) {
  QList<SettingChoice> choices = {{0, whole}};
  for (const int group : {16, 32, 64, 128, 256}) choices.append({group, QObject::tr("groups of %1").arg(group)});
  return choices;
}

SettingText text(const char* key, const QString& label, const QString& tooltip, const QString& unit = {},
                 const QString& placeholder = {}) {
  return {QStringLiteral("quantize/") + QLatin1String(key), label, tooltip, unit, placeholder, true};
}

SettingText symmetric_text(const char* key) {
  return text(key, QObject::tr("Symmetric grid"),
              QObject::tr("The grid reaches equally far on both sides of zero. Asymmetric grids fit lopsided values "
                          "better, symmetric ones are what many engines run."));
}

SettingText clip_text(const char* key) {
  return text(key, QObject::tr("Clip"),
              QObject::tr("The fraction of the range that the grid covers. Below 1 the largest values are cut off and "
                          "all others get a finer grid."));
}

constexpr SettingRange<double> clip_range = {0.3, 1.0, 0.01};

}  // namespace

QuantSettings::QuantSettings()
    : w_bits(text("w_bits", tr("Bits of weights"), tr("Bits of each weight. 16 leaves the weights as they are.")), 4,
             bit_choices()),
      w_method(text("w_method", tr("Method"),
                    tr("Rounding takes each weight's nearest level. GPTQ runs a text through the network and pushes "
                       "each weight's error into those that are still to be rounded: better, and it takes longer.")),
               QStringLiteral("rtn"),
               {{QStringLiteral("rtn"), tr("rounding (RTN)")}, {QStringLiteral("gptq"), QStringLiteral("GPTQ")}}),
      w_group(text("w_group", tr("One scale for"),
                   tr("One scale for each output channel, or for each group of so many inputs. Small groups fit "
                      "better and take more space.")),
              0, group_choices(tr("a whole row"))),
      w_symmetric(symmetric_text("w_symmetric"), true),
      w_clip_search(text("w_clip_search", tr("Search the best clip of each row"),
                         tr("Tries 80 clip ratios for each row and keeps the one with the smallest error.")),
                    true),
      w_act_order(text("w_act_order", tr("Largest inputs first (GPTQ)"),
                       tr("GPTQ rounds the inputs with the largest activations first, while there are most others left "
                          "to make up for their errors.")),
                  false),
      calibration_file(
          text("calibration", tr("Calibration text"),
               tr("A UTF-8 text file whose activations say which errors count, for GPTQ and the search of clips."), {},
               tr("installed prose")),
          QString()),
      calibration_tokens(
          text("calibration_tokens", tr("Calibration length"),
               tr("How many tokens of the text are read. More give better figures and take longer."), tr(" tokens")),
          8192, SettingRange<int>{64, 1'000'000, 1024}),
      a_bits(text("a_bits", tr("Bits of activations"),
                  tr("Bits of the inputs of every linear layer. 16 leaves the activations as they are.")),
             4, bit_choices()),
      a_group(text("a_group", tr("One scale for"),
                   tr("One scale for each token, or for each group of so many channels of a token.")),
              0, group_choices(tr("a whole token"))),
      a_symmetric(symmetric_text("a_symmetric"), false),
      a_clip(clip_text("a_clip"), 1.0, clip_range),
      kv_bits(text("kv_bits", tr("Bits of the KV cache"),
                   tr("Bits of the keys and values that attention keeps. 16 leaves the cache as it is.")),
              4, bit_choices()),
      kv_group(text("kv_group", tr("One scale for"),
                    tr("One scale for each token and head, or for each group of so many channels of a head.")),
               0, group_choices(tr("a whole head"))),
      kv_symmetric(symmetric_text("kv_symmetric"), false),
      kv_clip(clip_text("kv_clip"), 1.0, clip_range),
      w_grid(
          text("w_grid", tr("Levels of weights"),
               tr("Evenly spaced levels, or the E8 lattice codebook of QuIP#: eight weights together at 2 bits each, "
                  "with one scale for a whole matrix.")),
          QStringLiteral("uniform"),
          {{QStringLiteral("uniform"), tr("evenly spaced")}, {QStringLiteral("e8"), tr("E8 codebook, 2 bits")}}),
      w_incoherence(text("w_incoherence", tr("Two-sided rotation"),
                         tr("QuIP rotates every weight matrix from both sides, rounds it and rotates it back. It helps "
                            "at 2 and 3 bits, and is for weights only.")),
                    QString(),
                    {{QString(), tr("none")},
                     {QStringLiteral("kronecker"), tr("random orthogonal (QuIP)")},
                     {QStringLiteral("hadamard"), tr("random Hadamard (QuIP#)")}}),
      w_damping(text("w_damping", tr("Damping (GPTQ)"),
                     tr("Share of its mean diagonal that is added to GPTQ's Hessian. More is safer, less fits the "
                        "calibration text better.")),
                0.01, SettingRange<double>{0.0, 1.0, 0.005}),
      head_bits(text("head_bits", tr("Bits of the head"),
                     tr("Bits of lm_head, which turns the last activations into logits. Rounded to nearest.")),
                16, bit_choices()),
      embedding_bits(text("embedding_bits", tr("Bits of the embedding"),
                          tr("Bits of the table of token embeddings. Rounded to nearest.")),
                     16, bit_choices()),
      mixed(text("mixed", tr("Other bits for"),
                 tr("Bits of some linears or sites other than all the rest's, as LAYERS.NAME=BITS. NAME is a linear "
                    "(q_proj … down_proj), a site (attn_in, k, v, o_in, mlp_in, down_in), or w, a, kv for all of them; "
                    "without LAYERS all layers are meant; the last that fits counts."),
                 {}, tr("down_proj=8, 0-3.down_in=8")),
            QString()),
      clip_search(text("clip_search", tr("Search the best clip of each site"),
                       tr("Runs the calibration text and looks for the clip ratio of every activation and KV site; the "
                          "two “Clip” settings then count for the pictures only.")),
                  false),
      k_pre_rope(text("k_pre_rope", tr("Keys before RoPE"),
                      tr("Quantizes keys before the position turns them, where their channels are more regular.")),
                 false) {
  for (SettingBase* setting : all()) {
    setting->set_undo_stack(&undo_stack_);
    connect(setting, &SettingBase::changed, this, [this] {
      if (!setting_many_) emit changed();
    });
  }
}

QList<SettingBase*> QuantSettings::all() {
  return {&w_bits,           &w_method,           &w_group,        &w_symmetric, &w_clip_search, &w_act_order,
          &calibration_file, &calibration_tokens, &a_bits,         &a_group,     &a_symmetric,   &a_clip,
          &kv_bits,          &kv_group,           &kv_symmetric,   &kv_clip,     &w_grid,        &w_incoherence,
          &w_damping,        &head_bits,          &embedding_bits, &mixed,       &clip_search,   &k_pre_rope};
}

bool QuantSettings::acts(const SettingBase& setting) const {
  const bool gptq = w_method.value() == QLatin1String("gptq");
  const bool codebook = w_grid.value() == QLatin1String("e8");
  if (&setting == &w_act_order || &setting == &w_damping) return gptq;
  if (&setting == &calibration_file || &setting == &calibration_tokens) return gptq || clip_search;
  if (&setting == &w_bits || &setting == &w_group || &setting == &w_symmetric) return !codebook;
  if (&setting == &w_clip_search) return !codebook && !gptq;
  if (&setting == &a_clip || &setting == &kv_clip) return !clip_search;
  return true;
}

QuantSpec QuantSettings::spec() const {
  QuantSpec spec;
  spec.w_bits = w_bits;
  spec.w_method = w_method.value().toStdString();
  spec.w_group = w_group;
  spec.w_symmetric = w_symmetric;
  spec.w_clip_search = w_clip_search;
  spec.w_act_order = w_act_order;
  spec.calibration = text_source(calibration_file);
  spec.calibration_tokens = calibration_tokens;
  spec.a_bits = a_bits;
  spec.a_group = a_group;
  spec.a_symmetric = a_symmetric;
  spec.a_clip = a_clip;
  spec.kv_bits = kv_bits;
  spec.kv_group = kv_group;
  spec.kv_symmetric = kv_symmetric;
  spec.kv_clip = kv_clip;
  spec.w_grid = w_grid.value().toStdString();
  if (spec.w_grid == "e8") {  // has nothing else
    spec.w_bits = 2;
    spec.w_group = 0;
  }
  spec.w_incoherence = w_incoherence.value().toStdString();
  spec.w_damping = w_damping;
  spec.head_bits = head_bits;
  spec.embedding_bits = embedding_bits;
  if (auto overrides = parse_overrides(mixed.value().toStdString())) spec.mixed = std::move(*overrides);
  spec.clip_search = clip_search;
  spec.k_pre_rope = k_pre_rope;
  return spec;
}

void QuantSettings::set_spec(const QuantSpec& spec, const QString& text) {
  if (nlohmann::json(spec) == nlohmann::json(this->spec())) return;
  setting_many_ = true;
  undo_stack_.beginMacro(text);
  w_bits.set(spec.w_bits);
  w_method.set(QString::fromStdString(spec.w_method));
  w_group.set(spec.w_group);
  w_symmetric.set(spec.w_symmetric);
  w_clip_search.set(spec.w_clip_search);
  w_act_order.set(spec.w_act_order);
  calibration_file.set(
      QString::fromStdString(spec.calibration.ids_file.empty() ? spec.calibration.file : spec.calibration.ids_file));
  calibration_tokens.set(spec.calibration_tokens);
  a_bits.set(spec.a_bits);
  a_group.set(spec.a_group);
  a_symmetric.set(spec.a_symmetric);
  a_clip.set(spec.a_clip);
  kv_bits.set(spec.kv_bits);
  kv_group.set(spec.kv_group);
  kv_symmetric.set(spec.kv_symmetric);
  kv_clip.set(spec.kv_clip);
  w_grid.set(QString::fromStdString(spec.w_grid));
  w_incoherence.set(QString::fromStdString(spec.w_incoherence));
  w_damping.set(spec.w_damping);
  head_bits.set(spec.head_bits);
  embedding_bits.set(spec.embedding_bits);
  mixed.set(QString::fromStdString(overrides_text(spec.mixed)));
  clip_search.set(spec.clip_search);
  k_pre_rope.set(spec.k_pre_rope);
  undo_stack_.endMacro();
  setting_many_ = false;
  emit changed();
}

}  // namespace rotorscope
