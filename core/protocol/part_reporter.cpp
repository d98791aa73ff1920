#include "core/protocol/part_reporter.h"

#include <algorithm>

namespace rotorscope {

void PartReporter::begin_part() {
  part_begin_ = Clock::now();
  if (part_ == 0) begin_ = part_begin_;
  ++part_;
}

void PartReporter::advance(std::int64_t done, std::int64_t total, const std::string& activity) {
  const std::int64_t before = std::max<std::int64_t>(part_ - 1, 0);
  double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0.0;
  if (before > 0) {
    const std::chrono::duration<double> all = part_begin_ - begin_;
    const std::chrono::duration<double> here = Clock::now() - part_begin_;
    share = here.count() * static_cast<double>(before) / std::max(all.count(), 1e-9);
  }
  const auto within = static_cast<std::int64_t>(std::min(share, 0.99) * static_cast<double>(steps));
  whole_.advance(before * steps + within, parts_ * steps,
                 name_ + " " + std::to_string(part_) + " of " + std::to_string(parts_) + ": " + activity);
}

}  // namespace rotorscope
