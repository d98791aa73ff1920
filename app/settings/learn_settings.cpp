#include "app/settings/learn_settings.h"

#include "app/settings/text_source.h"

#include <QUndoStack>
#include <algorithm>

namespace rotorscope {
namespace {

SettingText text(const char* key, const QString& label, const QString& tooltip, const QString& unit = {},
                 const QString& placeholder = {}) {
  return {QStringLiteral("learn/") + QLatin1String(key), label, tooltip, unit, placeholder, true};
}

QList<SettingChoice> bit_choices() {
  QList<SettingChoice> choices;
  for (int bits = 2; bits <= 8; ++bits) choices.append({bits, QObject::tr("%1 bits").arg(bits)});
  choices.append({16, QObject::tr("16 (off)")});
  return choices;
}

}  // namespace

LearnSettings::LearnSettings(QUndoStack& undo_stack)
    : objective(
          text("objective", QObject::tr("Objective"),
               QObject::tr("What learning makes small. Rounding noise looks at each site alone and takes seconds; "
                           "cross-entropy (SpinQuant) and KL run the whole network.")),
          QStringLiteral("range"),
          {{QStringLiteral("range"), QObject::tr("rounding noise")},
           {QStringLiteral("ce"), QObject::tr("cross-entropy")},
           {QStringLiteral("kl"), QObject::tr("KL to the original")},
           {QStringLiteral("whip"), QObject::tr("whip")},
           {QStringLiteral("kurtosis"), QObject::tr("kurtosis")}}),
      form(
          text("form", QObject::tr("Form"),
               QObject::tr(
                   "Site form rotates each site's rounding error and is fast; merged form multiplies the rotation into "
                   "every weight at every step, as the paper does. Cross-entropy and KL only.")),
          QStringLiteral("site"),
          {{QStringLiteral("site"), QObject::tr("site (fast)")}, {QStringLiteral("merged"), QObject::tr("merged")}}),
      steps(text("steps", QObject::tr("Steps"), QObject::tr("How many steps of Cayley SGD.")), 100,
            SettingRange<int>{1, 100'000, 10}),
      seq_len(text("seq_len", QObject::tr("Window"),
                   QObject::tr("Tokens of each text window. Cross-entropy and KL only."), QObject::tr(" tokens")),
              256, SettingRange<int>{16, 32'768, 64}),
      batch(text("batch", QObject::tr("Windows a step"),
                 QObject::tr("Windows that each step averages over. Cross-entropy and KL only.")),
            2, SettingRange<int>{1, 256, 1}),
      schedule(text("schedule", QObject::tr("Schedule"), QObject::tr("How the learning rate falls over the steps.")),
               QString(),
               {{QString(), QObject::tr("automatic")},
                {QStringLiteral("cosine"), QObject::tr("cosine")},
                {QStringLiteral("linear"), QObject::tr("linear")},
                {QStringLiteral("constant"), QObject::tr("constant")}}),
      lr(text("lr", QObject::tr("Learning rate"),
              QObject::tr("Length of a step on the manifold of rotations. Automatic takes what suits the objective."),
              {}, QObject::tr("automatic")),
         0.0, SettingRange<double>{0.0, 10.0, 0.01}),
      a_bits(text("a_bits", QObject::tr("Activation bits"), QObject::tr("Bits in the loop while learning.")), 4,
             bit_choices()),
      kv_bits(text("kv_bits", QObject::tr("KV cache bits"), QObject::tr("Bits in the loop while learning.")), 4,
              bit_choices()),
      text_file(text("text", QObject::tr("Text"), QObject::tr("A UTF-8 text file to learn on."), {},
                     QObject::tr("installed prose")),
                QString()),
      seed(text("seed", QObject::tr("Seed"), QObject::tr("The same seed repeats the same run.")), 0,
           SettingRange<int>{0, 1'000'000, 1}),
      w_bits(
          text("w_bits", QObject::tr("Weight bits"),
               QObject::tr("Bits of the weights in the loop while learning. Merged form of cross-entropy and KL only; "
                           "usually weights are quantized afterwards.")),
          16, bit_choices()),
      clip_norm(
          text("clip_norm", QObject::tr("Clipped norm"),
               QObject::tr(
                   "Which norm of the gradient is limited: the part along the manifold of rotations, or all of it "
                   "as the paper does.")),
          QStringLiteral("tangent"),
          {{QStringLiteral("tangent"), QObject::tr("tangent")},
           {QStringLiteral("euclidean"), QObject::tr("Euclidean")}}),
      gradient_clip(text("gradient_clip", QObject::tr("Gradient clip"),
                         QObject::tr("Largest gradient norm, over all rotations together; longer ones are shortened.")),
                    1.0, SettingRange<double>{0.01, 1000.0, 0.1}),
      momentum(text("momentum", QObject::tr("Momentum"),
                    QObject::tr("Share of the last step's direction that is kept. 0: none.")),
               0.0, SettingRange<double>{0.0, 0.99, 0.05}),
      warm_start(
          text("warm_start", QObject::tr("Warm start"),
               QObject::tr(
                   "Steps on rounding noise, with R1 alone, before the network's own loss: cheap, and most of the "
                   "way. Automatic takes 300 in site form, none in merged form."),
               QObject::tr(" steps"), QObject::tr("automatic")),
          -1, SettingRange<int>{-1, 100'000, 50}),
      tokens(
          text("tokens", QObject::tr("Cached tokens"),
               QObject::tr(
                   "Tokens whose activations are kept for each site. For rounding noise, whip, kurtosis and the warm "
                   "start."),
               QObject::tr(" tokens")),
          512, SettingRange<int>{64, 65'536, 256}),
      topk(text("topk", QObject::tr("Logits compared"),
                QObject::tr("How many of the original's largest logits KL compares.")),
           1000, SettingRange<int>{2, 1'000'000, 100}),
      site_weights(
          text("site_weights", QObject::tr("Site weights"),
               QObject::tr("Whether the noise of each token and site counts the same, or as much as it costs the loss "
                           "(Fisher), which one backward pass finds out.")),
          QStringLiteral("even"),
          {{QStringLiteral("even"), QObject::tr("even")}, {QStringLiteral("fisher"), QObject::tr("by cost (Fisher)")}}),
      massive_weight(
          text("massive_weight", QObject::tr("Massive tokens"),
               QObject::tr("How much tokens with massive activations count, which are often the first token and line "
                           "breaks. 1: as all others; 0: not at all.")),
          1.0, SettingRange<double>{0.0, 100.0, 0.1}),
      scales(
          text("scales", QObject::tr("Learn scales too"),
               QObject::tr(
                   "Also learns diagonal scales from v to o and from up to down. They are merged into the weights and "
                   "cost nothing at run time.")),
          false),
      scale_lr(
          text("scale_lr", QObject::tr("Scales' rate"), QObject::tr("Learning rate of the scales' logarithms (Adam).")),
          0.01, SettingRange<double>{0.0001, 1.0, 0.0001}),
      r4_block(text("r4_block", QObject::tr("R4 in blocks of"),
                    QObject::tr("Learns a rotation of so many channels at a time behind R4's Hadamard, first. It is "
                                "online: each channel costs so many multiplications. 0: the Hadamard alone."),
                    QObject::tr(" channels"), QObject::tr("none")),
               0, SettingRange<int>{0, 1024, 16}),
      holdout(text("holdout", QObject::tr("Held out"),
                   QObject::tr(
                       "Windows kept apart; the rotation that is best on them is kept. Automatic: 2, or an eighth of "
                       "the cached tokens. 0: the last step is kept."),
                   QObject::tr(" windows"), QObject::tr("automatic")),
              -1, SettingRange<int>{-1, 1000, 1}),
      holdout_every(
          text("holdout_every", QObject::tr("Looked at every"),
               QObject::tr("Steps between two looks at what is held out. Automatic: a twentieth of all steps."),
               QObject::tr(" steps"), QObject::tr("automatic")),
          0, SettingRange<int>{0, 100'000, 5}),
      divergence_margin(
          text("divergence_margin", QObject::tr("Step back at"),
               QObject::tr("A loss that rises so far over its start, relatively, sends learning back to its best "
                           "rotation with half the rate.")),
          0.25, SettingRange<double>{0.01, 100.0, 0.05}),
      micro_batch(
          text(
              "micro_batch", QObject::tr("Windows together"),
              QObject::tr("Windows that go through the network at the same time; fewer need less memory, with the same "
                          "result. Automatic: all in merged form, one in site form."),
              {}, QObject::tr("automatic")),
          0, SettingRange<int>{0, 256, 1}),
      recompute(
          text("recompute", QObject::tr("Recompute activations"),
               QObject::tr("Keeps no activations inside blocks: much less memory, one forward pass more a step.")),
          false),
      reproject(text("reproject", QObject::tr("QR again"),
                     QObject::tr(
                         "Probability that a step makes the rotations exactly orthogonal again. 0: only at the end.")),
                0.0, SettingRange<double>{0.0, 1.0, 0.05}),
      checkpoint_every(
          text("checkpoint_every", QObject::tr("Checkpoint every"),
               QObject::tr("A run that was interrupted resumes from its last checkpoint."), QObject::tr(" steps")),
          10, SettingRange<int>{1, 100'000, 10}),
      undo_stack_(undo_stack) {
  for (SettingBase* setting : all()) {
    setting->set_undo_stack(&undo_stack);
    connect(setting, &SettingBase::changed, this, [this] {
      if (!setting_many_) emit changed();
    });
  }
}

QList<SettingBase*> LearnSettings::all() {
  QList<SettingBase*> settings = {&objective, &form,   &steps,   &seq_len,   &batch, &schedule,
                                  &lr,        &a_bits, &kv_bits, &text_file, &seed};
  return settings + advanced();
}

QList<SettingBase*> LearnSettings::advanced() {
  return {&w_bits,          &scales,   &scale_lr,  &r4_block,          &site_weights, &massive_weight,
          &tokens,          &topk,     &holdout,   &holdout_every,     &warm_start,   &clip_norm,
          &gradient_clip,   &momentum, &reproject, &divergence_margin, &micro_batch,  &recompute,
          &checkpoint_every};
}

bool LearnSettings::runs_network() const {
  return objective.value() == QLatin1String("ce") || objective.value() == QLatin1String("kl");
}

bool LearnSettings::acts(const SettingBase& setting) const {
  const bool network = runs_network();
  const auto is_one_of = [&setting](std::initializer_list<const SettingBase*> settings) {
    return std::find(settings.begin(), settings.end(), &setting) != settings.end();
  };
  if (is_one_of({&form, &seq_len, &batch, &warm_start, &micro_batch, &recompute})) return network;
  if (is_one_of({&tokens, &site_weights})) {
    const bool warms_up = warm_start > 0 || (warm_start < 0 && form.value() == QLatin1String("site"));
    return !network || warms_up;
  }
  if (&setting == &w_bits) return network && form.value() == QLatin1String("merged");
  if (&setting == &topk) return objective.value() == QLatin1String("kl");
  if (&setting == &scale_lr) return network && scales;
  if (&setting == &r4_block) return a_bits < 16;
  if (&setting == &holdout_every) return holdout != 0;
  return true;
}

QStringList LearnSettings::recipes() {
  return {QStringLiteral("quick"), QStringLiteral("best"), QStringLiteral("spinquant")};
}

QList<std::pair<SettingBase*, QVariant>> LearnSettings::recipe_values(const QString& name) {
  QList<std::pair<SettingBase*, QVariant>> values;
  const QList<SettingBase*> left_alone = {&a_bits,      &kv_bits,   &text_file,       &seed,
                                          &micro_batch, &recompute, &checkpoint_every};
  for (SettingBase* setting : all()) {
    if (!left_alone.contains(setting)) values.append({setting, setting->default_variant()});
  }
  const auto put = [&values](const SettingBase& setting, const QVariant& value) {
    for (auto& [known, wanted] : values) {
      if (known == &setting) wanted = value;
    }
  };
  // The recipes of core/protocol/rotate.cpp, with everything that they leave open.
  if (name == QLatin1String("best")) {
    put(steps, 600);
    put(scales, true);
    put(site_weights, QStringLiteral("fisher"));
    put(tokens, 1024);
  } else if (name == QLatin1String("spinquant")) {
    put(objective, QStringLiteral("ce"));
    put(form, QStringLiteral("merged"));
    put(clip_norm, QStringLiteral("euclidean"));
    put(seq_len, 2048);
    put(batch, 8);
    put(holdout, 0);
    put(warm_start, 0);
  }
  return values;
}

void LearnSettings::apply_recipe(const QString& name) {
  if (name == current_recipe()) return;
  setting_many_ = true;
  undo_stack_.beginMacro(QObject::tr("recipe %1").arg(name));
  for (const auto& [setting, value] : recipe_values(name)) setting->set_variant(value);
  undo_stack_.endMacro();
  setting_many_ = false;
  emit changed();
}

QString LearnSettings::current_recipe() {
  for (const QString& name : recipes()) {
    const auto values = recipe_values(name);
    if (std::all_of(values.begin(), values.end(),
                    [](const auto& entry) { return entry.first->variant() == entry.second; })) {
      return name;
    }
  }
  return {};
}

LearnRequest LearnSettings::request() const {
  LearnRequest request;
  request.objective = objective.value().toStdString();
  request.form = form.value().toStdString();
  request.steps = steps;
  request.seq_len = seq_len;
  request.batch = batch;
  request.lr = lr;
  request.schedule = schedule.value().toStdString();
  request.quant.a_bits = a_bits;
  request.quant.kv_bits = kv_bits;
  request.text = text_source(text_file);
  request.runtime.seed = static_cast<std::uint64_t>(seed.value());
  request.clip_norm = clip_norm.value().toStdString();
  request.gradient_clip = gradient_clip;
  request.momentum = momentum;
  request.tokens = tokens;
  request.topk = topk;
  request.site_weights = site_weights.value().toStdString();
  request.massive_weight = massive_weight;
  request.scales = scales ? "on" : "off";
  request.scale_lr = scale_lr;
  if (acts(r4_block)) request.r4_block = r4_block;
  request.holdout = holdout;
  request.holdout_every = holdout_every;
  request.divergence_margin = divergence_margin;
  request.micro_batch = micro_batch;
  request.recompute = recompute;
  request.reproject = reproject;
  request.checkpoint_every = checkpoint_every;
  // The backend refuses these where they mean nothing.
  if (acts(w_bits)) request.quant.w_bits = w_bits;
  if (acts(warm_start)) request.warm_start = warm_start;
  return request;
}

}  // namespace rotorscope
