#include "app/cli/terminal_reporter.h"

#include <cstdio>

#include <unistd.h>

namespace rotorscope::cli {
namespace {

std::string time_left(double seconds) {
  if (seconds < 0) return "";
  char text[48];
  if (seconds < 90) {
    std::snprintf(text, sizeof text, ", %.0f s left", seconds);
  } else if (seconds < 5400) {
    std::snprintf(text, sizeof text, ", %.0f min left", seconds / 60);
  } else {
    std::snprintf(text, sizeof text, ", %.1f h left", seconds / 3600);
  }
  return text;
}

}  // namespace

TerminalReporter::TerminalReporter(std::function<void(std::string_view, const nlohmann::json&)> on_partial)
    : on_partial_(std::move(on_partial)), terminal_(isatty(STDERR_FILENO) != 0) {}

TerminalReporter::~TerminalReporter() { clear(); }

void TerminalReporter::clear() {
  if (bar_open_) std::fputs("\r\033[K", stderr);
  bar_open_ = false;
}

void TerminalReporter::advance(std::int64_t done, std::int64_t total, const std::string& activity) {
  const auto now = Clock::now();
  const bool fresh = activity != activity_;
  activity_ = activity;
  if (total != total_ || done < done_) {  // another count, not another text: see JobReporter
    first_done_ = done;
    begin_ = now;
  }
  done_ = done;
  total_ = total;
  // a bar ten times a second; a plain line at the start of an activity and every ten seconds
  const auto interval = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000);
  if (!fresh && now - last_ < interval) return;
  last_ = now;
  draw(done, total);
}

void TerminalReporter::draw(std::int64_t done, std::int64_t total) {
  double left = -1;
  if (total > done && done > first_done_) {
    left = std::chrono::duration<double>(Clock::now() - begin_).count() * static_cast<double>(total - done) /
           static_cast<double>(done - first_done_);
  }
  std::string line = activity_;
  // Nobody reads a count of so many.
  constexpr std::int64_t most_counted = 9999;
  const std::string share = total <= 0             ? ""
                            : total > most_counted ? ", " + std::to_string(100 * done / total) + " %"
                                                   : " " + std::to_string(done) + "/" + std::to_string(total);
  line += share + time_left(left);
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", line.c_str());
    return;
  }
  constexpr int width = 24;
  std::string bar;
  const auto filled = total > 0 ? static_cast<int>(width * done / total) : 0;
  for (int i = 0; i < width; ++i) bar += i < filled ? "▓" : "░";
  std::fprintf(stderr, "\r\033[K%s %s", bar.c_str(), line.c_str());
  std::fflush(stderr);
  bar_open_ = true;
}

void TerminalReporter::log(const std::string& line) {
  clear();
  std::fprintf(stderr, "%s\n", line.c_str());
}

void TerminalReporter::partial(std::string_view kind, const nlohmann::json& body) {
  if (!on_partial_) return;
  clear();
  on_partial_(kind, body);
}

}  // namespace rotorscope::cli
