// The quantizers of weights, activations and the KV cache as settings that can be undone.
#pragma once

#include "app/settings/setting.h"
#include "core/protocol/common.h"

#include <QUndoStack>

namespace rotorscope {

class QuantSettings : public QObject {
  Q_OBJECT

 public:
  QuantSettings();

  /// What the settings say, for a request.
  [[nodiscard]] QuantSpec spec() const;
  /// Sets all as one undoable step, named `text` in the undo menu.
  void set_spec(const QuantSpec& spec, const QString& text);
  [[nodiscard]] QUndoStack& undo_stack() { return undo_stack_; }
  [[nodiscard]] QList<SettingBase*> all();
  /// Whether the setting does anything beside the others: GPTQ's own do nothing for rounding.
  [[nodiscard]] bool acts(const SettingBase& setting) const;

  Setting<int> w_bits;
  Setting<QString> w_method;
  Setting<int> w_group;
  Setting<bool> w_symmetric, w_clip_search, w_act_order;
  Setting<QString> calibration_file;
  Setting<int> calibration_tokens;
  Setting<int> a_bits, a_group;
  Setting<bool> a_symmetric;
  Setting<double> a_clip;
  Setting<int> kv_bits, kv_group;
  Setting<bool> kv_symmetric;
  Setting<double> kv_clip;

  Setting<QString> w_grid;         ///< uniform, e8
  Setting<QString> w_incoherence;  ///< empty, kronecker, hadamard: QuIP's two-sided rotations
  Setting<double> w_damping;
  Setting<int> head_bits, embedding_bits;
  Setting<QString> mixed;  ///< "down_proj=8, 0-3.down_in=8"
  Setting<bool> clip_search, k_pre_rope;

 signals:
  /// Any of them; once for a whole set_spec.
  void changed();

 private:
  QUndoStack undo_stack_;
  bool setting_many_ = false;
};

}  // namespace rotorscope
