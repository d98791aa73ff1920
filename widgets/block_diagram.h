// A transformer block as a diagram: where each site is and where R1 to R4 act, with the rotations as switches.
#pragma once

#include <QWidget>
#include <array>
#include <map>

class QAbstractButton;

namespace rotorscope {

/// Rotations are numbered 1 to 4. Merged ones (R1, R2) have a solid edge, online ones (R3, R4) a dashed one.
class BlockDiagram : public QWidget {
  Q_OBJECT
 public:
  explicit BlockDiagram(QWidget* parent = nullptr);

  /// No signal.
  void set_rotation_on(int rotation, bool on);
  [[nodiscard]] bool is_rotation_on(int rotation) const;
  /// A switch that cannot be used is greyed; `reason` becomes its tooltip.
  void set_rotation_enabled(int rotation, bool enabled, const QString& reason = {});
  /// Without switches the diagram only shows where a site is.
  void set_switches_visible(bool visible);
  /// Lights the site (a name of core/protocol/site.h); empty: none. No signal.
  void set_current_site(const QString& site);
  [[nodiscard]] QString current_site() const { return current_site_; }
  /// Line above the diagram, e.g. "layer 29".
  void set_caption(const QString& caption);

  [[nodiscard]] QSize sizeHint() const override { return {560, 380}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {380, 240}; }

 signals:
  void switch_toggled(int rotation, bool on);
  void site_clicked(const QString& site);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void place_children();
  [[nodiscard]] double scale() const;
  [[nodiscard]] QPointF origin() const;

  std::array<QAbstractButton*, 4> switches_{};
  std::map<QString, QAbstractButton*> sites_;
  QString current_site_;
  QString caption_;
  bool switches_visible_ = true;
};

}  // namespace rotorscope
