// Timing of work on a GPU, for the benchmarks.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include <ATen/DeviceAccelerator.h>

namespace rotorscope::testing {

/// Median seconds of one call of `work`, each of `rounds` measured over `calls` calls queued together.
template <class Work>
double seconds_of(Work work, int calls, int rounds = 7) {
  work();
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    at::accelerator::synchronizeDevice(0);
    const auto begin = std::chrono::steady_clock::now();
    for (int call = 0; call < calls; ++call) work();
    at::accelerator::synchronizeDevice(0);
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / calls);
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[static_cast<std::size_t>(rounds) / 2];
}

}  // namespace rotorscope::testing
