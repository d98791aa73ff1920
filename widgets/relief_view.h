// Token × channel magnitudes as a landscape, before and after rotation side by side on one scale: the picture by which
// papers show that outliers are a few channels, and that a rotation flattens them.
#pragma once

#include "core/protocol/inspect.h"
#include "widgets/figure_frame.h"
#include "widgets/plot_frame.h"
#include "widgets/relief_raster.h"

#include <memory>

namespace rotorscope {

struct ReliefRequest;

/// Drag turns, wheel zooms, arrow keys turn; all panels turn together.
class ReliefView : public FigureFrame {
  Q_OBJECT
 public:
  explicit ReliefView(QWidget* parent = nullptr);
  ~ReliefView() override;

  struct Panel {
    QString title;  ///< "before", "random Hadamard, seed 0"
    Map map;        ///< tokens × channels
  };
  /// One or more panels; all share one height. Keeps the camera.
  void set_panels(std::vector<Panel> panels);
  void clear();
  void set_scale(ValueScale scale);
  [[nodiscard]] const ReliefCamera& camera() const;
  [[nodiscard]] int panel_count() const;
  /// The widget that gets mouse and keys.
  [[nodiscard]] QWidget* canvas() const;
  /// "token 12 “the”, channel 341: 466.9" for a point of the canvas; empty beside the surface.
  [[nodiscard]] QString text_at(const QPoint& position) const;

  /// Whether the surfaces on the screen are the latest: they are drawn in another thread.
  [[nodiscard]] bool is_drawn() const;

  [[nodiscard]] TableData table() const override;
  void draw_content(QCPPainter& painter, QSize size) override;

 public slots:
  void reset_view() override;

 signals:
  /// A place on a surface was clicked.
  void cell_clicked(int token, int channel);

 protected:
  void restyle() override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Hit {
    int panel = -1;
    int token = -1;
    int channel = -1;
  };
  [[nodiscard]] Hit hit(const QPoint& position) const;
  void draw_panels(QCPPainter& painter, QSize size, const ReliefRequest& drawn,
                   const std::vector<ReliefPicture>& pictures) const;
  void paint_canvas();
  void turn(double azimuth, double elevation);
  void zoom(double factor);
  bool handle_key(int key);
  void rebuild();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rotorscope
