// What every figure has: title, "?", legend, and the tools that save it, copy it and show it as a table.
#pragma once

#include "core/base/result.h"
#include "widgets/legend_row.h"
#include "widgets/table_data.h"

#include <QImage>
#include <QWidget>
#include <vector>

class QCPPainter;
class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace rotorscope {

class ElidedLabel;
class HelpButton;

/// Base of the figures. A subclass puts its widget in with set_content(), draws it in draw_content() and gives its
/// numbers in table().
class FigureFrame : public QWidget {
  Q_OBJECT
 public:
  explicit FigureFrame(QWidget* parent = nullptr);

  void set_title(const QString& title);
  [[nodiscard]] QString title() const;
  /// Muted text after the title, e.g. which tensor; elided when there is no room.
  void set_subtitle(const QString& subtitle);
  [[nodiscard]] QString subtitle() const;
  /// Two sentences behind the "?"; also the accessible description.
  void set_help(const QString& text);
  void set_legend(std::vector<LegendEntry> entries);
  [[nodiscard]] const std::vector<LegendEntry>& legend() const;
  /// Text in the middle while there is nothing to show, e.g. "Open a model to see its sites". Empty: none.
  void set_placeholder(const QString& text);
  /// Puts a control of the page (a combo box, a check box) into the title line, before the tools.
  void add_tool(QWidget* tool);
  /// Small multiples: content only, no title line and no legend.
  void set_compact(bool compact);

  /// The figure's numbers.
  [[nodiscard]] virtual TableData table() const = 0;
  /// Title, legend and content on `size` logical pixels (empty: as on screen).
  [[nodiscard]] QImage picture(QSize size = {}, double pixel_ratio = 2.0);
  /// Writes a PNG or an SVG, by the path's ending. Errors: other ending, not writable.
  Status save_picture(const QString& path, QSize size = {});
  Status save_csv(const QString& path) const;

 public slots:
  void copy_picture();
  void copy_data() const;
  /// Opens the table in a dialog.
  void show_table();
  /// Asks for a file and saves; `suffix` is png, svg or csv.
  void save_as(const QString& suffix);
  virtual void reset_view() {}

 public:
  /// Draws the content at (0, 0) with this size; vector where the painter's device is.
  virtual void draw_content(QCPPainter& painter, QSize size) = 0;

 protected:
  void set_content(QWidget* content);
  /// Takes the colours from the palette; called when the theme changes.
  virtual void restyle() {}
  bool event(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void build_tools();
  void fill_menu(class QMenu& menu);
  void draw_figure(QCPPainter& painter, QSize size);
  void place_placeholder();
  void restyle_when_seen();

  QWidget* header_ = nullptr;
  ElidedLabel* title_ = nullptr;
  ElidedLabel* subtitle_ = nullptr;
  HelpButton* help_ = nullptr;
  QHBoxLayout* tools_ = nullptr;
  QToolButton* reset_ = nullptr;
  QToolButton* as_table_ = nullptr;
  QToolButton* more_ = nullptr;
  LegendRow* legend_ = nullptr;
  QWidget* content_ = nullptr;
  QLabel* placeholder_ = nullptr;
  QVBoxLayout* layout_ = nullptr;
  bool compact_ = false;
  bool must_restyle_ = false;  ///< when it is seen again
};

}  // namespace rotorscope
