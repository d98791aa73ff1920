// The selected site's histogram with the grid of its own quantizer, redrawn while the sliders move.
#pragma once

#include "app/backend/latest_query.h"

#include <QWidget>

namespace rotorscope {

class HistogramView;
class MetricLabel;
class Session;

class GridView : public QWidget {
  Q_OBJECT

 public:
  explicit GridView(Session& session, QWidget* parent = nullptr);
 signals:
  void failed(const rotorscope::Error& error);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  void take_view(const nlohmann::json& body);

  Session& session_;
  LatestQuery query_;
  HistogramView* histogram_;
  MetricLabel* sqnr_;
};

}  // namespace rotorscope
