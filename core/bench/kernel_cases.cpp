// Kernels that should cost what moving their data costs: each against a plain pass over the same bytes, at the same
// number of threads, in float32. Our side makes its result anew each time, as its callers get it; the copy's target is
// there already.
#include "core/bench/cases.h"
#include "core/rotation/hadamard_plan.h"
#include "kernels/operators.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t rows = 2048;
constexpr RowGrid per_token_4_bits{4, false, true, 1.0};

/// Like activations: a Gaussian with a few outlier channels.
at::Tensor activations(std::int64_t channels) {
  at::Tensor x = at::randn({rows, channels}, at::TensorOptions().dtype(at::kFloat));
  x.slice(1, 0, channels, 97).mul_(30);
  return x;
}

std::string size_text(std::int64_t channels) { return std::to_string(rows) + " x " + std::to_string(channels); }

/// `ours` against a copy of x.
PreparedCase against_copy(const at::Tensor& x, const std::function<void()>& ours) {
  const at::Tensor target = at::empty_like(x);
  return {{[ours]() -> Status {
             ours();
             return {};
           },
           [x, target]() -> Status {
             target.copy_(x);
             return {};
           }},
          ""};
}

BenchCase hadamard_against_copy(std::int64_t order) {
  const bool power_of_two = (order & (order - 1)) == 0;
  return {"hadamard-" + std::to_string(order) + "-copy",
          "Hadamard, " + size_text(order),
          "copy of the same bytes",
          {Goal::Kind::at_most, power_of_two ? 2.0 : 4.0},
          [order](const BenchContext&) -> Result<PreparedCase> {
            ROTOR_TRY(const HadamardPlan plan, HadamardPlan::create(order));
            const at::Tensor x = activations(order);
            return against_copy(x, [x, plan] { hadamard(x, plan.matrix()); });
          }};
}

BenchCase hadamard_against_dense(std::int64_t order) {
  return {"hadamard-" + std::to_string(order) + "-dense",
          "Hadamard, " + size_text(order),
          "dense matrix product",
          {Goal::Kind::at_least, 10.0},
          [order](const BenchContext&) -> Result<PreparedCase> {
            ROTOR_TRY(const HadamardPlan plan, HadamardPlan::create(order));
            const at::Tensor x = activations(order);
            // A product takes as long whatever it multiplies; the true matrix of order 14336 would take 1.6 GB in
            // float64 to build.
            const at::Tensor dense = at::full({order, order}, 0.01, x.options());
            const at::Tensor target = at::empty_like(x);
            return PreparedCase{{[x, plan]() -> Status {
                                   hadamard(x, plan.matrix());
                                   return {};
                                 },
                                 [x, dense, target]() -> Status {
                                   at::Tensor out = target;
                                   at::mm_out(out, x, dense);
                                   return {};
                                 }},
                                ""};
          }};
}

BenchCase fake_quantize_against_copy(std::int64_t channels) {
  return {"fake-quantize-" + std::to_string(channels),
          "fake-quantize per token, 4 bits, " + size_text(channels),
          "copy of the same bytes",
          {Goal::Kind::at_most, 2.5},
          [channels](const BenchContext&) -> Result<PreparedCase> {
            const at::Tensor x = activations(channels);
            return against_copy(x, [x] { fake_quantize(x, 0, per_token_4_bits); });
          }};
}

BenchCase statistics_against_reading(std::int64_t channels) {
  return {"statistics-" + std::to_string(channels),
          "statistics and histogram of a site, " + size_text(channels),
          "reading the same bytes (a sum)",
          {Goal::Kind::at_most, 3.0},
          [channels](const BenchContext&) -> Result<PreparedCase> {
            const at::Tensor x = activations(channels);
            return PreparedCase{{[x]() -> Status {
                                   channel_statistics(x);
                                   return {};
                                 },
                                 [x]() -> Status {
                                   x.sum();
                                   return {};
                                 }},
                                ""};
          }};
}

}  // namespace

std::vector<BenchCase> kernel_cases() {
  std::vector<BenchCase> cases;
  for (const std::int64_t order : {1536, 4096, 11008, 14336}) cases.push_back(hadamard_against_copy(order));
  for (const std::int64_t order : {1536, 4096, 11008, 14336}) cases.push_back(hadamard_against_dense(order));
  for (const std::int64_t channels : {1536, 11008}) cases.push_back(fake_quantize_against_copy(channels));
  cases.push_back(statistics_against_reading(1536));
  return cases;
}

}  // namespace rotorscope
