// What can be clicked in the block diagram: the switches of R1 to R4 and the sites. Private to widgets.
#pragma once

#include <QAbstractButton>

namespace rotorscope {

/// A pill that follows the diagram's scale.
class BlockPart : public QAbstractButton {
  Q_OBJECT
 public:
  using QAbstractButton::QAbstractButton;
  void set_scale(double scale);

 protected:
  void draw_pill(QPainter& painter, const QColor& fill, const QPen& edge, const QColor& text) const;
  [[nodiscard]] double scale() const { return scale_; }

 private:
  double scale_ = 1;
};

class RotationSwitch : public BlockPart {
  Q_OBJECT
 public:
  /// `rotation` 1 to 4.
  RotationSwitch(int rotation, QWidget* parent);
  /// Tooltip and description; `reason` says why it cannot be used.
  void set_reason(const QString& reason);
  [[nodiscard]] bool is_online() const { return rotation_ >= 3; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int rotation_;
};

class SiteButton : public BlockPart {
  Q_OBJECT
 public:
  SiteButton(const QString& site, QWidget* parent);
  /// Whether its values are in a rotated basis, and whether it is the site being looked at.
  void set_look(bool rotated, bool current);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  bool rotated_ = false;
  bool current_ = false;
};

}  // namespace rotorscope
