// Sites that the reader wants to see beside others: a place, and the rotations that it was looked at in.
#pragma once

#include "core/protocol/inspect.h"

#include <QObject>
#include <vector>

namespace rotorscope {

class Pins : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  static constexpr std::size_t most = 4;

  struct Pin {
    int id = 0;
    SiteViewRequest request;
  };

  [[nodiscard]] const std::vector<Pin>& all() const { return pins_; }
  /// Nothing happens where there are `most` already, or the same one.
  void add(const SiteViewRequest& request) {
    const nlohmann::json asked = request;
    for (const Pin& pin : pins_) {
      if (nlohmann::json(pin.request) == asked) return;
    }
    if (pins_.size() >= most) return;
    pins_.push_back({next_id_++, request});
    emit changed();
  }
  void remove(int id) {
    std::erase_if(pins_, [id](const Pin& pin) { return pin.id == id; });
    emit changed();
  }
  void clear() {
    if (pins_.empty()) return;
    pins_.clear();
    emit changed();
  }

 signals:
  void changed();

 private:
  std::vector<Pin> pins_;
  int next_id_ = 1;
};

}  // namespace rotorscope
