// The loops over rows run on as many threads as are asked for: at::parallel_for is a template, and compiled without
// OpenMP it is a plain loop, which nothing but a clock would notice.
#include <mutex>
#include <set>
#include <thread>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(ParallelFor, RunsOnTheThreadsThatAreAskedFor) {
  const int before = at::get_num_threads();
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    std::mutex mutex;
    std::set<std::thread::id> seen;
    at::parallel_for(0, 3, 1, [&](std::int64_t, std::int64_t) {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    });
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(threads));
  }
  at::set_num_threads(before);
}

}  // namespace
}  // namespace rotorscope
