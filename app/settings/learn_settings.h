// How a rotation is learned.
#pragma once

#include "app/settings/setting.h"
#include "core/protocol/rotate.h"

#include <QStringList>
#include <utility>

class QUndoStack;

namespace rotorscope {

class LearnSettings : public QObject {
  Q_OBJECT

 public:
  /// Changes can be undone on `undo_stack`.
  explicit LearnSettings(QUndoStack& undo_stack);

  /// A request with these settings; the caller adds model, start and project.
  [[nodiscard]] LearnRequest request() const;
  [[nodiscard]] QList<SettingBase*> all();
  /// Those that most readers leave alone, in the order in which they are shown.
  [[nodiscard]] QList<SettingBase*> advanced();
  /// Whether the setting does anything with the objective and form that are chosen.
  [[nodiscard]] bool acts(const SettingBase& setting) const;
  /// A whole pass through the network at every step, instead of cached activations of each site.
  [[nodiscard]] bool runs_network() const;

  /// quick, best, spinquant.
  [[nodiscard]] static QStringList recipes();
  /// Sets everything but text, seed, bits and what depends on the machine, as one step to undo.
  void apply_recipe(const QString& name);
  /// The recipe that the settings are; empty if none.
  [[nodiscard]] QString current_recipe();

  Setting<QString> objective, form;
  Setting<int> steps, seq_len, batch;
  Setting<QString> schedule;
  Setting<double> lr;
  Setting<int> a_bits, kv_bits;
  Setting<QString> text_file;
  Setting<int> seed;

  Setting<int> w_bits;
  Setting<QString> clip_norm;
  Setting<double> gradient_clip, momentum;
  Setting<int> warm_start;
  Setting<int> tokens, topk;
  Setting<QString> site_weights;
  Setting<double> massive_weight;
  Setting<bool> scales;
  Setting<double> scale_lr;
  Setting<int> r4_block;
  Setting<int> holdout, holdout_every;
  Setting<double> divergence_margin;
  Setting<int> micro_batch;
  Setting<bool> recompute;
  Setting<double> reproject;
  Setting<int> checkpoint_every;

 signals:
  /// Any of them; once for a whole recipe.
  void changed();

 private:
  [[nodiscard]] QList<std::pair<SettingBase*, QVariant>> recipe_values(const QString& name);

  QUndoStack& undo_stack_;
  bool setting_many_ = false;
};

}  // namespace rotorscope
