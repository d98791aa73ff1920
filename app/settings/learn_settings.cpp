#include "app/settings/learn_settings.h"

#include "app/settings/text_source.h"

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

LearnSettings::LearnSettings()
    : objective(text("objective", QObject::tr("Objective"),
                     QObject::tr("What learning makes small. Rounding noise looks at each site alone and takes "
                                 "seconds; cross-entropy (SpinQuant) and KL run the whole network.")),
                QStringLiteral("range"),
                {{QStringLiteral("range"), QObject::tr("rounding noise (range)")},
                 {QStringLiteral("ce"), QObject::tr("cross-entropy")},
                 {QStringLiteral("kl"), QObject::tr("KL to the original")},
                 {QStringLiteral("whip"), QObject::tr("whip")},
                 {QStringLiteral("kurtosis"), QObject::tr("kurtosis")}}),
      form(text("form", QObject::tr("Form"),
                QObject::tr("Site form rotates each site's rounding error and is fast; merged form multiplies the "
                            "rotation into every weight at every step, as the paper does.")),
           QStringLiteral("site"),
           {{QStringLiteral("site"), QObject::tr("site (fast)")}, {QStringLiteral("merged"), QObject::tr("merged")}}),
      steps(text("steps", QObject::tr("Steps"), QObject::tr("How many steps of Cayley SGD.")), 100,
            SettingRange<int>{1, 100'000, 10}),
      seq_len(
          text("seq_len", QObject::tr("Window"), QObject::tr("Tokens of each text window."), QObject::tr(" tokens")),
          256, SettingRange<int>{16, 32'768, 64}),
      batch(text("batch", QObject::tr("Windows a step"), QObject::tr("Windows that each step averages over.")), 2,
            SettingRange<int>{1, 256, 1}),
      schedule(text("schedule", QObject::tr("Schedule"),
                    QObject::tr("How the learning rate falls over the steps.")),
               QString(),
               {{QString(), QObject::tr("the objective's own")},
                {QStringLiteral("cosine"), QObject::tr("cosine")},
                {QStringLiteral("linear"), QObject::tr("linear")},
                {QStringLiteral("constant"), QObject::tr("constant")}}),
      lr(text("lr", QObject::tr("Learning rate"),
              QObject::tr("Length of a step on the manifold of rotations. 0 takes the objective's own default."), {},
              QObject::tr("the objective's own")),
         0.0, SettingRange<double>{0.0, 10.0, 0.01}),
      a_bits(text("a_bits", QObject::tr("Activation bits"), QObject::tr("Bits in the loop while learning.")), 4,
             bit_choices()),
      kv_bits(text("kv_bits", QObject::tr("KV cache bits"), QObject::tr("Bits in the loop while learning.")), 4,
              bit_choices()),
      text_file(text("text", QObject::tr("Text"), QObject::tr("A UTF-8 text file to learn on."), {},
                     QObject::tr("installed prose")),
                QString()),
      seed(text("seed", QObject::tr("Seed"), QObject::tr("The same seed repeats the same run.")), 0,
           SettingRange<int>{0, 1'000'000, 1}) {}

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
  return request;
}

}  // namespace rotorscope
