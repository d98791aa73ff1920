// What bits cost: perplexity against bits, a line a kind of rotation.
#pragma once

#include "widgets/plot_frame.h"

#include <memory>

namespace rotorscope {

struct PerplexityPoint {
  QString rotation;  ///< none, orthogonal, hadamard, learned, or a file's name
  QString scheme;    ///< "W4A4KV4", for hover and table
  double bits = 16;
  double perplexity = 0;
  double standard_error = 0;  ///< 0: not drawn
};

class PerplexityChart : public PlotFrame {
  Q_OBJECT
 public:
  explicit PerplexityChart(QWidget* parent = nullptr);
  ~PerplexityChart() override;

  /// Name of the x axis, e.g. "bits of activations".
  void set_bits_name(const QString& name);
  void set_points(std::vector<PerplexityPoint> points);
  /// A dashed line: the unquantized perplexity. NaN: none.
  void set_baseline(double perplexity);
  void set_value_scale(ValueScale scale);
  void clear();

  [[nodiscard]] TableData table() const override;

 signals:
  /// Index as given to set_points.
  void point_clicked(int index);

 protected:
  void restyle() override;
  QString hover_text(const QPointF& position) override;
  void clicked_at(const QPointF& position) override;

 private:
  void update_view();
  [[nodiscard]] int point_at(const QPointF& position) const;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
