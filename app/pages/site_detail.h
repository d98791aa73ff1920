// One site: the map it lies in, its channels, its histogram before and after, the tokens that make it large.
#pragma once

#include "app/backend/latest_query.h"
#include "core/protocol/inspect.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace rotorscope {

class ChannelProfileView;
class HistogramView;
class Session;
class SiteMaps;

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
  void take_view(const nlohmann::json& body);
  void link_zoom();
  void apply_settings();
  void show_peaks(const SiteView& view);
  void update_texts();

  Session& session_;
  LatestQuery view_query_;
  SiteMaps* maps_;
  ChannelProfileView* profile_;
  HistogramView* histogram_;
  QToolButton* all_channels_;
  QLabel* peaks_;
  bool linking_ = false;
};

}  // namespace rotorscope
