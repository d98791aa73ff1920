#include "core/service/job_reporter.h"

namespace rotorscope {
namespace {
constexpr std::chrono::milliseconds shortest_interval(50);
}

void JobReporter::advance(std::int64_t done, std::int64_t total, const std::string& activity) {
  const auto now = Clock::now();
  // Another count, not another text: an operation in parts counts on while it says what it does.
  if (total != held_total_ || done < held_done_) {
    activity_begin_ = now;
    first_done_ = done;
  }
  if (activity != activity_) {
    activity_ = activity;
    last_sent_ = {};
  }
  held_done_ = done;
  held_total_ = total;
  held_ = now - last_sent_ < shortest_interval;
  if (held_) return;
  last_sent_ = now;
  send(done, total);
}

void JobReporter::send(std::int64_t done, std::int64_t total) {
  double seconds_left = -1;
  if (total > done && done > first_done_) {
    const double spent = std::chrono::duration<double>(Clock::now() - activity_begin_).count();
    seconds_left = spent * static_cast<double>(total - done) / static_cast<double>(done - first_done_);
  }
  writer_.write({{"type", "progress"},
                 {"id", id_},
                 {"done", done},
                 {"total", total},
                 {"activity", activity_},
                 {"seconds_left", seconds_left}});
}

void JobReporter::log(const std::string& line) { writer_.write({{"type", "log"}, {"id", id_}, {"line", line}}); }

void JobReporter::partial(std::string_view kind, const nlohmann::json& body) {
  writer_.write({{"type", "partial"}, {"id", id_}, {"kind", std::string(kind)}, {"body", body}});
}

void JobReporter::wait_while_paused(std::stop_token) { control_->wait_while_paused(); }

void JobReporter::finish() {
  if (held_) send(held_done_, held_total_);
}

}  // namespace rotorscope
