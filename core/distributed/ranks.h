// The processes of a run that torchrun started: who they are, and sums over all of them.
#pragma once

#include "core/base/result.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// What torchrun tells a process (RANK, WORLD_SIZE, LOCAL_RANK, LOCAL_WORLD_SIZE); one process of one without it.
struct RankPlace {
  int rank = 0;
  int size = 1;
  int local_rank = 0;
  int local_size = 1;
};
/// Errors: variables that are no such numbers.
Result<RankPlace> rank_place();

/// Another process of the run is gone, or could not be reached any longer.
struct LostRank : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Ranks {
 public:
  /// Meets the others at MASTER_ADDR:MASTER_PORT; returns when all are there. Null where the run has one process.
  /// Errors: the others do not come within two minutes, the address is missing, built without Gloo.
  static Result<std::shared_ptr<Ranks>> join();

  virtual ~Ranks() = default;
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  [[nodiscard]] const RankPlace& place() const { return place_; }
  [[nodiscard]] bool is_first() const { return place_.rank == 0; }
  /// Replaces the values, float64 on the CPU, by their sum over all ranks; every rank gets the same bits. Throws
  /// LostRank.
  virtual void sum(at::Tensor& values) = 0;

 protected:
  explicit Ranks(RankPlace place) : place_(place) {}

 private:
  RankPlace place_;
};

}  // namespace rotorscope
