// Settings of the Inspect page and the figures of the site that it shows.
#pragma once

#include "core/protocol/inspect.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace rotorscope {

class MetricLabel;
class Session;

class InspectPanel : public QWidget {
  Q_OBJECT

 public:
  explicit InspectPanel(Session& session, QWidget* parent = nullptr);

  void show_view(const SiteView& view);

 private:
  void update_button();

  Session& session_;
  MetricLabel* sqnr_;
  MetricLabel* max_;
  MetricLabel* ratio_;
  MetricLabel* kurtosis_;
  QLabel* why_;  ///< a rotation makes it worse
  QLabel* tensor_;
  QPushButton* again_;
};

}  // namespace rotorscope
