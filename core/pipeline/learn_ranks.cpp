#include "core/pipeline/learn_ranks.h"

#include "core/pipeline/learn_data.h"
#include "core/pipeline/operations.h"

#include <algorithm>
#include <thread>

namespace rotorscope {

Status take_place(LearnRequest& request, const RankPlace& place) {
  if (!is_layer_wise(request) && request.batch % place.size != 0) {
    return fail(std::to_string(request.batch) + " windows a step cannot be shared evenly by " +
                    std::to_string(place.size) + " processes",
                "--batch", "choose a multiple of " + std::to_string(place.size));
  }
  if (request.runtime.device == "auto") {
    const std::string own = "cuda:" + std::to_string(place.local_rank);
    const std::vector<DeviceInfo> all = devices().devices;
    const bool there = std::any_of(all.begin(), all.end(),
                                   [&](const DeviceInfo& device) { return device.id == own && device.usable; });
    request.runtime.device = there ? own : "cpu";
  }
  if (request.runtime.threads == 0) {
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    request.runtime.threads = std::max(1, cores / place.local_size);
  }
  return {};
}

Status lost_rank(const LostRank& lost, const RankPlace& place, int kept_step) {
  std::string advice = "start all of them again";
  if (kept_step > 0) advice += " with --resume: step " + std::to_string(kept_step) + " is kept";
  return fail("another process of this run is gone (" + std::string(lost.what()) + ")",
              "rank " + std::to_string(place.rank) + " of " + std::to_string(place.size), advice);
}

}  // namespace rotorscope
