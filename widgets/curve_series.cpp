#include "widgets/curve_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rotorscope {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

void CurveSeries::append(double x, double y) {
  if (!std::isfinite(x)) return;
  if (!x_.empty() && x <= x_.back()) truncate(lower_bound(x));
  x_.push_back(x);
  y_.push_back(std::isfinite(y) ? y : std::numeric_limits<double>::quiet_NaN());
  include(x_.size() - 1);
}

void CurveSeries::clear() {
  x_.clear();
  y_.clear();
  for (auto& level : blocks_) level.clear();
}

void CurveSeries::include(std::size_t index) {
  std::size_t size = block;
  for (auto& level : blocks_) {
    const std::size_t place = index / size;
    if (place >= level.size()) level.push_back({infinity, -infinity});
    if (!std::isnan(y_[index])) {
      level[place].low = std::min(level[place].low, y_[index]);
      level[place].high = std::max(level[place].high, y_[index]);
    }
    size *= block;
  }
}

void CurveSeries::truncate(std::size_t size) {
  x_.resize(size);
  y_.resize(size);
  // The last block of each level may have held what is gone: build it anew from its points.
  std::size_t width = block;
  for (auto& level : blocks_) {
    level.resize((size + width - 1) / width);
    if (!level.empty()) {
      Extremes last{infinity, -infinity};
      for (std::size_t i = (level.size() - 1) * width; i < size; ++i) {
        if (std::isnan(y_[i])) continue;
        last.low = std::min(last.low, y_[i]);
        last.high = std::max(last.high, y_[i]);
      }
      level.back() = last;
    }
    width *= block;
  }
}

std::size_t CurveSeries::lower_bound(double x) const {
  return static_cast<std::size_t>(std::lower_bound(x_.begin(), x_.end(), x) - x_.begin());
}

std::optional<std::pair<double, double>> CurveSeries::range(std::size_t begin, std::size_t end) const {
  Extremes all{infinity, -infinity};
  end = std::min(end, x_.size());
  std::size_t i = begin;
  while (i < end) {
    // The largest block that starts here and ends inside.
    std::size_t level = 0;
    std::size_t size = 1;
    while (level < levels && i % (size * block) == 0 && i + size * block <= end) {
      size *= block;
      ++level;
    }
    if (level == 0) {
      if (!std::isnan(y_[i])) {
        all.low = std::min(all.low, y_[i]);
        all.high = std::max(all.high, y_[i]);
      }
    } else {
      const Extremes& part = blocks_[level - 1][i / size];
      all.low = std::min(all.low, part.low);
      all.high = std::max(all.high, part.high);
    }
    i += size;
  }
  if (!(all.low <= all.high)) return std::nullopt;
  return std::pair{all.low, all.high};
}

std::optional<double> CurveSeries::smallest_positive() const {
  double smallest = infinity;
  for (std::size_t b = 0; b < blocks_[0].size(); ++b) {
    const Extremes& part = blocks_[0][b];
    if (part.low > 0) {
      smallest = std::min(smallest, part.low);
    } else if (part.high > 0) {
      for (std::size_t i = b * block; i < std::min((b + 1) * block, y_.size()); ++i) {
        if (y_[i] > 0) smallest = std::min(smallest, y_[i]);
      }
    }
  }
  if (!std::isfinite(smallest)) return std::nullopt;
  return smallest;
}

std::optional<std::size_t> CurveSeries::lowest() const {
  const auto all = range(0, size());
  if (!all) return std::nullopt;
  for (std::size_t b = 0; b < blocks_[0].size(); ++b) {
    if (blocks_[0][b].low != all->first) continue;
    for (std::size_t i = b * block; i < y_.size(); ++i) {
      if (y_[i] == all->first) return i;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> CurveSeries::highest() const {
  const auto all = range(0, size());
  if (!all) return std::nullopt;
  for (std::size_t b = 0; b < blocks_[0].size(); ++b) {
    if (blocks_[0][b].high != all->second) continue;
    for (std::size_t i = b * block; i < y_.size(); ++i) {
      if (y_[i] == all->second) return i;
    }
  }
  return std::nullopt;
}

}  // namespace rotorscope
