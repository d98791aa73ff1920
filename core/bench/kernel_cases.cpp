// Kernels that should cost what moving their data costs: each against a plain pass over the same bytes, at the same
// number of threads, in float32. Both sides make their result anew, as the kernels' callers get it.
//
// A pass over a network meets a site's data once, so both sides go around a ring of tensors larger than the nearer
// caches, and keep as many results. How it looks when the data is in the caches is a row without a goal.
#include "core/bench/cases.h"
#include "core/rotation/hadamard_plan.h"
#include "kernels/operators.h"

#include <algorithm>
#include <memory>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t rows = 2048;
constexpr std::int64_t ring_bytes = 16 * rows * 1536 * std::int64_t{sizeof(float)};
constexpr RowGrid per_token_4_bits{4, false, true, 1.0};
using Work = std::function<at::Tensor(const at::Tensor&)>;

enum class Data { streamed, cached };

/// Like activations: a Gaussian with a few outlier channels.
at::Tensor activations(std::int64_t channels) {
  at::Tensor x = at::randn({rows, channels}, at::TensorOptions().dtype(at::kFloat));
  x.slice(1, 0, channels, 97).mul_(30);
  return x;
}

/// Tensors [rows, channels] that the work goes around.
std::vector<at::Tensor> ring_of(std::int64_t channels, Data data) {
  const std::int64_t bytes = rows * channels * std::int64_t{sizeof(float)};
  const std::int64_t count = data == Data::cached ? 1 : std::max<std::int64_t>(2, ring_bytes / bytes);
  std::vector<at::Tensor> ring{activations(channels)};
  while (std::ssize(ring) < count) ring.push_back(ring.front().clone());
  return ring;
}

/// `work` on `pieces` tensors, around the ring; a result takes the place of the one that the last round left.
std::function<Status()> rounds_of(const std::vector<at::Tensor>& ring, std::size_t pieces, const Work& work) {
  return [ring, pieces, work, results = std::make_shared<std::vector<at::Tensor>>(ring.size())]() -> Status {
    for (std::size_t i = 0; i < pieces; ++i) (*results)[i % ring.size()] = work(ring[i % ring.size()]);
    return {};
  };
}

/// A turn is not shorter than what the system takes away from a program at a time: `least` pieces or a round.
PreparedCase on_a_ring(std::int64_t channels, Data data, const Work& ours, const Work& limit, std::size_t least = 16) {
  const std::vector<at::Tensor> ring = ring_of(channels, data);
  const std::size_t pieces = data == Data::cached ? least : ring.size();
  return {{rounds_of(ring, pieces, ours), rounds_of(ring, pieces, limit), 0, static_cast<int>(pieces)}, ""};
}

at::Tensor copy(const at::Tensor& x) { return x.clone(); }

/// A row whose goal holds for data that streams from memory.
BenchCase named(const std::string& kernel, const std::string& work, const std::string& limit,
                const std::string& against, double at_most, std::int64_t channels, Data data) {
  const bool cached = data == Data::cached;
  BenchCase row;
  row.name = kernel + "-" + std::to_string(channels) + "-" + limit + (cached ? "-cached" : "");
  row.work = work + ", " + std::to_string(rows) + " x " + std::to_string(channels) + (cached ? ", in the caches" : "");
  row.against = against;
  row.goal = {cached ? Goal::Kind::none : Goal::Kind::at_most, at_most};
  return row;
}

BenchCase hadamard_against_copy(std::int64_t order, Data data) {
  const bool power_of_two = (order & (order - 1)) == 0;
  BenchCase row =
      named("hadamard", "Hadamard", "copy", "copy of the same bytes", power_of_two ? 2.0 : 4.0, order, data);
  row.prepare = [order, data](const BenchContext&) -> Result<PreparedCase> {
    ROTOR_TRY(const HadamardPlan plan, HadamardPlan::create(order));
    return on_a_ring(
        order, data, [plan](const at::Tensor& x) { return hadamard(x, plan.matrix()); }, copy);
  };
  return row;
}

BenchCase hadamard_against_dense(std::int64_t order) {
  BenchCase row = named("hadamard", "Hadamard", "dense", "dense matrix product", 0, order, Data::streamed);
  row.goal = {Goal::Kind::at_least, 10.0};
  row.prepare = [order](const BenchContext&) -> Result<PreparedCase> {
    ROTOR_TRY(const HadamardPlan plan, HadamardPlan::create(order));
    // A product takes as long whatever it multiplies; the true matrix of order 14336 would take 1.6 GB in float64 to
    // build. One tensor is enough: a product of this size does not wait for memory.
    const at::Tensor dense = at::full({order, order}, 0.01, at::kFloat);
    return on_a_ring(
        order, Data::cached, [plan](const at::Tensor& x) { return hadamard(x, plan.matrix()); },
        [dense](const at::Tensor& x) { return at::mm(x, dense); }, 1);
  };
  return row;
}

BenchCase fake_quantize_against_copy(std::int64_t channels, Data data) {
  BenchCase row =
      named("fake-quantize", "fake-quantize per token, 4 bits", "copy", "copy of the same bytes", 2.5, channels, data);
  row.prepare = [channels, data](const BenchContext&) -> Result<PreparedCase> {
    return on_a_ring(
        channels, data, [](const at::Tensor& x) { return fake_quantize(x, 0, per_token_4_bits); }, copy);
  };
  return row;
}

BenchCase statistics_against_reading(std::int64_t channels, Data data) {
  BenchCase row = named("statistics", "statistics and histogram of a site", "read", "reading the same bytes (a sum)",
                        3.0, channels, data);
  row.prepare = [channels, data](const BenchContext&) -> Result<PreparedCase> {
    return on_a_ring(
        channels, data,
        [](const at::Tensor& x) {
          channel_statistics(x);
          return at::Tensor{};
        },
        [](const at::Tensor& x) { return x.sum(); });
  };
  return row;
}

}  // namespace

std::vector<BenchCase> kernel_cases() {
  std::vector<BenchCase> cases;
  for (const std::int64_t order : {1536, 4096, 11008, 14336}) {
    cases.push_back(hadamard_against_copy(order, Data::streamed));
  }
  for (const std::int64_t order : {1536, 4096, 11008, 14336}) cases.push_back(hadamard_against_dense(order));
  for (const std::int64_t channels : {1536, 11008}) {
    cases.push_back(fake_quantize_against_copy(channels, Data::streamed));
  }
  for (const std::int64_t channels : {1536, 11008}) {
    cases.push_back(statistics_against_reading(channels, Data::streamed));
  }
  cases.push_back(hadamard_against_copy(1536, Data::cached));
  cases.push_back(fake_quantize_against_copy(1536, Data::cached));
  cases.push_back(statistics_against_reading(1536, Data::cached));
  return cases;
}

}  // namespace rotorscope
