// Draws reliefs in a thread of its own, so that the window never waits for them. Private to widgets.
#pragma once

#include "widgets/relief_raster.h"

#include <QObject>
#include <QSize>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace rotorscope {

/// What surfaces are drawn of: the same request gives the same pictures.
struct ReliefRequest {
  std::vector<std::shared_ptr<const ReliefGrid>> grids;
  std::vector<QSize> pixels;
  ReliefCamera camera;
  bool operator==(const ReliefRequest&) const = default;

  /// One picture a grid, here and now.
  [[nodiscard]] std::vector<ReliefPicture> draw() const;
};

class ReliefDrawer : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  /// Begins to draw this unless something is being drawn: what is wanted then is asked for at the next change.
  void start(const ReliefRequest& request);
  /// What the latest pictures show.
  [[nodiscard]] const ReliefRequest& drawn() const { return drawn_; }
  [[nodiscard]] const std::vector<ReliefPicture>& pictures() const { return pictures_; }

 signals:
  /// There are new pictures.
  void changed();

 private:
  Q_INVOKABLE void take();

  ReliefRequest drawn_;
  std::vector<ReliefPicture> pictures_;
  bool drawing_ = false;
  std::mutex handing_over_;
  ReliefRequest arrived_;
  std::vector<ReliefPicture> arrived_pictures_;
  std::jthread worker_;  ///< the last member: it ends before what it uses
};

}  // namespace rotorscope
