#include "app/settings/quant_presets.h"

#include <QSettings>

namespace rotorscope {
namespace {

const QString presets_key = QStringLiteral("presets/quantization");

}  // namespace

QuantPresets::QuantPresets() {
  const std::string stored = QSettings().value(presets_key).toString().toStdString();
  if (stored.empty()) return;
  try {
    const auto presets = nlohmann::json::parse(stored).get<std::map<std::string, QuantSpec>>();
    for (const auto& [name, spec] : presets) own_.insert(QString::fromStdString(name), spec);
  } catch (const nlohmann::json::exception&) {
    own_.clear();  // a settings file edited by hand must not keep the window from starting
  }
}

QStringList QuantPresets::scenarios() {
  return {QStringLiteral("W4A16KV16"), QStringLiteral("W4A16KV16 g128"), QStringLiteral("W4A8KV16"),
          QStringLiteral("W4A4KV16"),  QStringLiteral("W4A4KV4"),        QStringLiteral("W8A8KV8")};
}

QuantSpec QuantPresets::spec(const QString& name, const QuantSpec& base) const {
  if (own_.contains(name)) return own_.value(name);
  QuantSpec spec = base;
  const QStringList words = name.split(u' ');
  if (!apply_scheme(words.first().toStdString(), spec)) return base;
  // The name says the bits of everything.
  spec.mixed.clear();
  spec.head_bits = spec.embedding_bits = 16;
  spec.w_grid = "uniform";
  // "g128": weights in groups of 128.
  if (words.size() == 2 && words[1].startsWith(u'g')) spec.w_group = QStringView(words[1]).mid(1).toInt();
  return spec;
}

bool QuantPresets::save(const QString& name, const QuantSpec& spec) {
  if (name.trimmed().isEmpty() || scenarios().contains(name.trimmed())) return false;
  own_.insert(name.trimmed(), spec);
  store();
  emit changed();
  return true;
}

void QuantPresets::remove(const QString& name) {
  if (own_.remove(name) == 0) return;
  store();
  emit changed();
}

void QuantPresets::store() const {
  auto presets = nlohmann::json::object();
  for (auto it = own_.begin(); it != own_.end(); ++it) presets[it.key().toStdString()] = it.value();
  QSettings().setValue(presets_key, QString::fromStdString(presets.dump()));
}

}  // namespace rotorscope
