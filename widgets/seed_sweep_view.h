// How much random rotations differ: a dot a seed, the learned rotation and baselines as lines.
#pragma once

#include "core/protocol/evaluate.h"
#include "widgets/plot_frame.h"

#include <memory>

namespace rotorscope {

class SeedSweepView : public PlotFrame {
  Q_OBJECT
 public:
  explicit SeedSweepView(QWidget* parent = nullptr);
  ~SeedSweepView() override;

  /// Starts the sweep of a kind ("orthogonal", "hadamard") anew; dots come in by add_seed.
  void start_sweep(const QString& kind, int seeds);
  void add_seed(const QString& kind, const SweepSeed& seed);
  void set_outcome(const SweepOutcome& outcome);
  /// A horizontal line, e.g. "learned" 47.2 or "unquantized" 30.2; the label's role gives its colour (variant_role;
  /// "unquantized" and others grey). NaN takes it away.
  void set_line(const QString& label, double perplexity);
  void clear();
  [[nodiscard]] int dot_count() const;

  [[nodiscard]] TableData table() const override;

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;

 private:
  void update_view();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
