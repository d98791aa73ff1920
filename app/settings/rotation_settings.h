// A rotation as settings: where it comes from, its seed, and which of R1 to R4 act.
#pragma once

#include "app/settings/setting.h"
#include "core/protocol/common.h"

#include <array>

namespace rotorscope {

class RotationSettings : public QObject {
  Q_OBJECT

 public:
  /// `prefix` of the keys; `source` is the default, e.g. "hadamard".
  RotationSettings(const QString& prefix, const QString& source, const QString& label);

  [[nodiscard]] RotationSpec spec() const;
  /// Takes what a spec says; a learned rotation only where there is one.
  void set_spec(const RotationSpec& spec);
  /// Offers the learned rotation only where there is one.
  void set_learned_available(bool available);

  Setting<QString> source;  ///< none, orthogonal, hadamard, learned, file
  Setting<QString> file;    ///< with source "file"
  Setting<int> seed;
  std::array<Setting<bool>, 4> switches;  ///< R1 to R4
  Setting<bool> scales;                   ///< learned diagonal scales, where the rotation has them

 signals:
  void changed();

 private:
  bool learned_available_ = false;
};

/// "random Hadamard, seed 3, without R3", for titles and tables.
[[nodiscard]] QString rotation_text(const RotationSpec& rotation);

}  // namespace rotorscope
