// The legend of a figure: swatches and texts in rows that wrap, outside the axes so that it never hides data.
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

namespace rotorscope {

enum class LegendMark { block, line, dashed_line, dot };

struct LegendEntry {
  QString text;
  QString note;  ///< figures of the entry, in muted text: "13.1 dB · max 466.9"
  QColor color;
  LegendMark mark = LegendMark::block;
};

class LegendRow : public QWidget {
  Q_OBJECT
 public:
  explicit LegendRow(QWidget* parent = nullptr);
  void set_entries(std::vector<LegendEntry> entries);
  [[nodiscard]] const std::vector<LegendEntry>& entries() const { return entries_; }
  /// Draws the entries into `width` logical pixels and returns the height used; a null painter only measures.
  int draw(QPainter* painter, int width) const;

  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  std::vector<LegendEntry> entries_;
};

}  // namespace rotorscope
