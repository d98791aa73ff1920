// One site: the map it lies in, its channels, its histogram before and after, the tokens that make it large.
#pragma once

#include "app/backend/latest_query.h"
#include "core/protocol/inspect.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace rotorscope {

class ChannelProfileView;
class HeatMapView;
class HistogramView;
class Session;

class SiteDetail : public QWidget {
  Q_OBJECT

 public:
  explicit SiteDetail(Session& session, QWidget* parent = nullptr);

  /// Asks for the figures anew; the map only while it is on the screen.
  void refresh();

 signals:
  void view_changed(const rotorscope::SiteView& view);
  void failed(const rotorscope::Error& error);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void ask_view();
  void ask_map();
  void take_view(const nlohmann::json& body);
  void take_map(const nlohmann::json& body);
  void apply_settings();
  void show_peaks(const SiteView& view);
  void update_texts();
  [[nodiscard]] QString map_key(const std::string& site, const std::string& statistic, const std::string& kind) const;

  Session& session_;
  LatestQuery view_query_, map_query_;
  HeatMapView* map_;
  ChannelProfileView* profile_;
  HistogramView* histogram_;
  QComboBox* map_kind_;
  QComboBox* map_basis_;
  QToolButton* all_channels_;
  QLabel* peaks_;
  QString scale_key_;
  std::pair<double, double> before_limits_ = {0, 0};
};

}  // namespace rotorscope
