#include "widgets/relief_drawer.h"

#include "widgets/theme.h"

#include <utility>

namespace rotorscope {

std::vector<ReliefPicture> ReliefRequest::draw() const {
  std::vector<ReliefPicture> pictures(grids.size());
  for (std::size_t at = 0; at < grids.size(); ++at) {
    const ReliefProjection projection(camera, pixels[at]);
    pictures[at] = draw_relief(*grids[at], projection, pixels[at].width(), pixels[at].height(), viridis_table());
  }
  return pictures;
}

void ReliefDrawer::start(const ReliefRequest& request) {
  if (std::exchange(drawing_, true)) return;
  worker_ = std::jthread([this, request] {
    std::vector<ReliefPicture> pictures = request.draw();
    {
      const std::lock_guard lock(handing_over_);
      arrived_ = request;
      arrived_pictures_ = std::move(pictures);
    }
    // This object waits for its thread before it goes.
    QMetaObject::invokeMethod(this, "take", Qt::QueuedConnection);
  });
}

void ReliefDrawer::take() {
  {
    const std::lock_guard lock(handing_over_);
    drawn_ = std::move(arrived_);
    pictures_ = std::move(arrived_pictures_);
  }
  drawing_ = false;
  emit changed();
}

}  // namespace rotorscope
