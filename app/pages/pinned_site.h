// One pinned site: its profile, its histogram, and the button that takes it away.
#pragma once

#include "app/backend/latest_query.h"
#include "app/session/pins.h"

#include <QWidget>

namespace rotorscope {

class ChannelProfileView;
class HistogramView;
class PlotFrame;
class Session;

class PinnedSite : public QWidget {
  Q_OBJECT

 public:
  PinnedSite(Session& session, Pins::Pin pin, QWidget* parent = nullptr);

  [[nodiscard]] int id() const { return pin_.id; }
  /// Asks for the figures with the grid of the settings.
  void ask();
  void apply_settings();

  /// What its plots need of the axes.
  struct Extent {
    double lowest = 1e300, largest = 0;  ///< of the statistic; lowest above zero
    double low = 0, high = 0;            ///< of the histogram's values
    double count = 0;                    ///< largest of the histogram
  };
  [[nodiscard]] Extent extent() const;
  void set_extent(const Extent& extent);
  /// Another pinned site was zoomed.
  void follow_zoom(bool profile, double low, double high);

 signals:
  void view_came();
  void zoomed(bool profile, double low, double high);
  /// The selection has this site now.
  void opened();
  void failed(const rotorscope::Error& error);

 private:
  void take_view(const nlohmann::json& body);
  void forward_zoom(PlotFrame* plot, bool profile);

  Session& session_;
  Pins::Pin pin_;
  LatestQuery query_;
  ChannelProfileView* profile_;
  HistogramView* histogram_;
  SiteView view_;
  bool following_ = false;
};

}  // namespace rotorscope
