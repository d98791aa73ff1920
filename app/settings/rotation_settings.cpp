#include "app/settings/rotation_settings.h"

#include "widgets/theme.h"

#include <QFileInfo>
#include <algorithm>

namespace rotorscope {
namespace {

QList<SettingChoice> source_choices(bool learned) {
  QList<SettingChoice> choices = {{QStringLiteral("none"), QObject::tr("none")},
                                  {QStringLiteral("orthogonal"), QObject::tr("random orthogonal")},
                                  {QStringLiteral("hadamard"), QObject::tr("random Hadamard")}};
  if (learned) choices.append({QStringLiteral("learned"), QObject::tr("learned")});
  choices.append({QStringLiteral("file"), QObject::tr("from a file")});
  return choices;
}

SettingText switch_text(const QString& prefix, int rotation) {
  static const std::array<QString, 4> where = {
      QObject::tr("R1 rotates the residual stream; it is merged into the weights and costs nothing at run time."),
      QObject::tr("R2 rotates the values of each head; it is merged into the weights and costs nothing at run time."),
      QObject::tr("R3 is a Hadamard transform of queries and keys at run time; it helps the KV cache."),
      QObject::tr("R4 is a Hadamard transform of the input of down_proj at run time.")};
  return {prefix + QStringLiteral("/r%1").arg(rotation),
          QStringLiteral("R%1").arg(rotation),
          where[static_cast<std::size_t>(rotation - 1)],
          {},
          {},
          false};
}

}  // namespace

RotationSettings::RotationSettings(const QString& prefix, const QString& source_default, const QString& label)
    : source({prefix + QStringLiteral("/source"),
              label,
              tr("Which rotation the activations are seen through."),
              {},
              {},
              false},
             source_default, source_choices(false)),
      file({prefix + QStringLiteral("/file"),
            tr("Rotation file"),
            tr("A project (.h5), rotations as .safetensors, or an R.bin."),
            {},
            tr("no file"),
            false},
           QString()),
      seed({prefix + QStringLiteral("/seed"),
            tr("Seed"),
            tr("The same seed gives the same random rotation."),
            {},
            {},
            false},
           0, SettingRange<int>{0, 1'000'000, 1}),
      switches{Setting<bool>(switch_text(prefix, 1), true), Setting<bool>(switch_text(prefix, 2), true),
               Setting<bool>(switch_text(prefix, 3), true), Setting<bool>(switch_text(prefix, 4), true)},
      scales({prefix + QStringLiteral("/scales"),
              tr("With its learned scales"),
              tr("Diagonal scales from v to o and from up to down, which some rotations were learned with. They are "
                 "merged into the weights."),
              {},
              {},
              false},
             true) {
  connect(&source, &SettingBase::changed, this, &RotationSettings::changed);
  connect(&file, &SettingBase::changed, this, &RotationSettings::changed);
  connect(&seed, &SettingBase::changed, this, &RotationSettings::changed);
  connect(&scales, &SettingBase::changed, this, &RotationSettings::changed);
  for (auto& part : switches) connect(&part, &SettingBase::changed, this, &RotationSettings::changed);
}

RotationSpec RotationSettings::spec() const {
  RotationSpec spec;
  spec.source = source.value().toStdString();
  if (source.value() == QLatin1String("file")) {
    spec.source = file.value().isEmpty() ? "none" : file.value().toStdString();
  }
  if (spec.source == "none") return spec;
  spec.seed = static_cast<std::uint64_t>(seed.value());
  const std::array<std::string*, 4> parts = {&spec.r1, &spec.r2, &spec.r3, &spec.r4};
  for (std::size_t part = 0; part < parts.size(); ++part) *parts[part] = switches[part] ? "auto" : "off";
  const bool may_have_scales = source.value() == QLatin1String("learned") || source.value() == QLatin1String("file");
  if (may_have_scales && !scales) spec.scales = "off";
  return spec;
}

void RotationSettings::set_spec(const RotationSpec& spec) {
  const QString name = QString::fromStdString(spec.source);
  const auto& choices = source.choices();
  if (std::ranges::any_of(choices, [&](const SettingChoice& choice) { return choice.value == name; })) {
    source.set(name);
  } else if (name != QLatin1String("learned")) {
    file.set(name);
    source.set(QStringLiteral("file"));
  }
  constexpr std::uint64_t most_seed = 1'000'000;
  seed.set(static_cast<int>(std::min(spec.seed, most_seed)));
  const std::array<const std::string*, 4> parts = {&spec.r1, &spec.r2, &spec.r3, &spec.r4};
  for (std::size_t part = 0; part < parts.size(); ++part) switches[part].set(*parts[part] != "off");
  scales.set(spec.scales != "off");
}

void RotationSettings::set_learned_available(bool available) {
  if (available == learned_available_) return;
  learned_available_ = available;
  source.set_choices(source_choices(available));
  if (!available && source.value() == QLatin1String("learned")) source.reset();
}

QString rotation_text(const RotationSpec& rotation) {
  if (rotation.source == "none") return QObject::tr("no rotation");
  const QString source = QString::fromStdString(rotation.source);
  const bool random = rotation.source == "orthogonal" || rotation.source == "hadamard";
  QString text = random || rotation.source == "learned" ? variant_text(source) : QFileInfo(source).fileName();
  if (random && rotation.seed != 0) text += QObject::tr(", seed %1").arg(rotation.seed);
  QStringList off;
  if (rotation.r1 == "off") off << QStringLiteral("R1");
  if (rotation.r2 == "off") off << QStringLiteral("R2");
  if (rotation.r3 == "off") off << QStringLiteral("R3");
  if (rotation.r4 == "off") off << QStringLiteral("R4");
  if (rotation.scales == "off" && !random) off << QObject::tr("scales");
  if (!off.isEmpty()) text += QObject::tr(", without %1").arg(off.join(QStringLiteral(", ")));
  return text;
}

}  // namespace rotorscope
