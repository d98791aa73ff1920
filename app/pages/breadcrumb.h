// Where the reader is: all layers › layer › site › channel; each part opens a menu of its neighbours.
#pragma once

#include <QWidget>

class QToolButton;

namespace rotorscope {

class Session;

class Breadcrumb : public QWidget {
  Q_OBJECT

 public:
  explicit Breadcrumb(Session& session, QWidget* parent = nullptr);
  /// Greys the parts that do not apply to the overview.
  void set_overview(bool overview);

 signals:
  void overview_wanted();
  /// Layer, site or channel was chosen here; the selection has it already.
  void site_wanted();
  /// The pinned sites, side by side.
  void pins_wanted();

 private:
  void update_texts();
  void update_pins();
  void fill_layers();
  void fill_sites();
  void fill_channels();

  Session& session_;
  QToolButton* all_;
  QToolButton* layer_;
  QToolButton* site_;
  QToolButton* channel_;
  QToolButton* pin_;
  QToolButton* pinned_;
};

}  // namespace rotorscope
