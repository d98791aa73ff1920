// The whole model at one look: outlier ratios of every site of every layer, and the ten worst.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QLabel;

namespace rotorscope {

class HeatMapView;
class ResultsTable;
class Session;

class SiteOverview : public QWidget {
  Q_OBJECT

 public:
  explicit SiteOverview(Session& session, QWidget* parent = nullptr);

 signals:
  /// A site was chosen here; the selection has it already.
  void site_opened();

 private:
  void update_figures();
  void update_selection();
  void open_cell(int row, int column);
  void open_worst(int row);

  struct Place {
    int layer;
    QString site;
    int channel;
  };

  Session& session_;
  std::vector<Place> worst_rows_;
  HeatMapView* map_;
  ResultsTable* worst_;
  QLabel* measured_;  ///< with which settings
};

}  // namespace rotorscope
