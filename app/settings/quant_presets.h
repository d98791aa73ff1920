// Named settings of the quantizers: the common scenarios, and the user's own.
#pragma once

#include "core/protocol/common.h"

#include <QMap>
#include <QObject>
#include <QStringList>

namespace rotorscope {

class QuantPresets : public QObject {
  Q_OBJECT

 public:
  QuantPresets();

  /// W4A16KV16, the same with weights in groups of 128, W4A8KV16, W4A4KV16, W4A4KV4, W8A8KV8.
  [[nodiscard]] static QStringList scenarios();
  /// The user's names, sorted.
  [[nodiscard]] QStringList own() const { return own_.keys(); }
  /// A scenario's bits put into `base`, or an own preset as a whole; `base` if there is no such name.
  [[nodiscard]] QuantSpec spec(const QString& name, const QuantSpec& base) const;
  /// Keeps `spec` under the name; one of the same name is replaced. False for an empty name or a scenario's.
  bool save(const QString& name, const QuantSpec& spec);
  void remove(const QString& name);

 signals:
  void changed();

 private:
  void store() const;

  QMap<QString, QuantSpec> own_;
};

}  // namespace rotorscope
