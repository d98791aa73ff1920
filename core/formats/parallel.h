// Splits work on large arrays among a few threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace rotorscope {

/// Calls work(first, last) on consecutive ranges that together cover 0 … count, on as many threads as the processor
/// has (16 at most), but with no less than `minimum` items each. `work` must not throw.
template <class Work>
void parallel_ranges(std::size_t count, std::size_t minimum, const Work& work) {
  const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
  const std::size_t parts = std::clamp<std::size_t>(count / std::max<std::size_t>(minimum, 1), 1, cores);
  const auto bound = [&](std::size_t part) { return count / parts * part + std::min(part, count % parts); };
  std::vector<std::jthread> threads;
  for (std::size_t part = 1; part < parts; ++part) {
    threads.emplace_back([&, part] { work(bound(part), bound(part + 1)); });
  }
  work(bound(0), bound(1));
}

}  // namespace rotorscope
