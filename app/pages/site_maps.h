// The upper half of a site's close-up: where its large values are. Over all layers, over the tokens of one, as a relief,
// or as the list of tokens that make them.
#pragma once

#include "app/backend/latest_query.h"
#include "core/protocol/inspect.h"

#include <QWidget>

class QComboBox;
class QStackedWidget;
class QTabBar;

namespace rotorscope {

class HeatMapView;
class ReliefView;
class ResultsTable;
class Session;

class SiteMaps : public QWidget {
  Q_OBJECT

 public:
  enum View { layers_view, tokens_view, relief_view, list_view };

  explicit SiteMaps(Session& session, QWidget* parent = nullptr);

  void show_view(View view);
  [[nodiscard]] HeatMapView* map() const { return map_; }
  /// Columns of the map are channels in their order; false for the relief and the list.
  [[nodiscard]] bool shows_map() const;
  /// Asks for what is shown, if it is on the screen.
  void refresh();
  void set_peaks(const SiteView& view);
  void clear();

 signals:
  void view_changed(int view);
  void failed(const rotorscope::Error& error);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  [[nodiscard]] View view() const;
  [[nodiscard]] bool shows_after() const;
  [[nodiscard]] QString scale_key(const Map& map) const;
  [[nodiscard]] MapRequest request(bool after) const;
  void ask_relief();
  void take_map(const nlohmann::json& body);
  void take_relief(const nlohmann::json& body, bool after);
  void update_texts();
  void open_cell(int row, int channel);

  Session& session_;
  LatestQuery map_query_, relief_before_, relief_after_;
  QTabBar* views_;
  QStackedWidget* stack_;
  HeatMapView* map_;
  ReliefView* relief_;
  ResultsTable* tokens_;
  QComboBox* basis_;
  Map before_map_, after_map_;
  std::vector<int> peak_channels_;
  QString scale_key_;
  std::pair<double, double> before_limits_ = {0, 0};
};

}  // namespace rotorscope
