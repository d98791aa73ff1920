// Rounding by the CUDA kernels: the same bits as the definition in numerics.md §3, for rows of every kind of width.
#include "tests/kernels/cuda_hadamard_cases.h"

#include <limits>
#include <tuple>

namespace rotorscope::cuda {
namespace {

/// Step by step as the definition says, with the grid that the CPU's loops fit.
std::vector<float> by_definition(std::vector<float> x, std::int64_t columns, const RowGrid& grid, bool error) {
  const float top =
      grid.symmetric ? static_cast<float>((1 << (grid.bits - 1)) - 1) : static_cast<float>((1 << grid.bits) - 1);
  const float bottom = grid.symmetric ? -top - 1.0F : 0.0F;
  for (std::size_t row = 0; row < x.size(); row += static_cast<std::size_t>(columns)) {
    const RowScale fitted = cpu::fit_row(x.data() + row, columns, grid);
    for (std::size_t i = row; i < row + static_cast<std::size_t>(columns); ++i) {
      const float level = std::clamp(std::nearbyint(x[i] / fitted.scale) + fitted.zero, bottom, top);
      const float rounded = (level - fitted.zero) * fitted.scale;
      x[i] = error ? rounded - x[i] : rounded;
    }
  }
  return x;
}

std::vector<float> rounded(const std::vector<float>& x, std::int64_t columns, Scalar type, const RowGrid& grid,
                           bool error, bool in_place, std::size_t shift = 0) {
  const Values in(x, type, shift);
  const Values out(std::vector<float>(x.size(), -7.0F), type, shift);
  const Values& target = in_place ? in : out;
  const auto rows = static_cast<std::int64_t>(x.size()) / columns;
  EXPECT_EQ(fake_quantize(in.data(), target.data(), type, rows, columns, grid, error, nullptr), 0);
  EXPECT_EQ(finish(), 0);
  EXPECT_TRUE(in.intact() && out.intact()) << "a write outside of the rows";
  return target.read();
}

const std::vector<RowGrid> grids = {{4, true, false, 1.0},  {4, false, true, 1.0}, {4, false, false, 0.9},
                                    {8, true, false, 0.85}, {2, false, true, 1.0}, {3, true, false, 1.0}};

using Width = std::tuple<std::int64_t, Scalar>;
class CudaRounding : public DeviceTest, public ::testing::WithParamInterface<Width> {};

TEST_P(CudaRounding, EqualsTheDefinition) {
  const auto [columns, type] = GetParam();
  const std::int64_t rows = columns < 100 ? 301 : columns < 1000 ? 19 : columns < 20000 ? 3 : 2;
  std::vector<float> x = activations(rows, columns, 11);
  for (std::int64_t i = 0; i < columns; ++i) x[static_cast<std::size_t>(i)] = 0.0F;  // one row of zeros
  const std::vector<float> stored = as_stored(x, type);
  const bool shifted = columns % 3 == 1;
  std::size_t turn = static_cast<std::size_t>(columns);
  for (int i = 0; i < 2; ++i, ++turn) {
    const RowGrid& grid = grids[turn % grids.size()];
    const std::vector<float> plain = rounded(x, columns, type, grid, false, false, shifted ? 1 : 0);
    EXPECT_EQ(plain, as_stored(by_definition(stored, columns, grid, false), type)) << "grid " << turn % grids.size();
    EXPECT_EQ(std::count(plain.begin(), plain.begin() + columns, 0.0F), columns) << "zeros stay zeros";
    const std::vector<float> error = rounded(x, columns, type, grid, true, true, shifted ? 1 : 0);
    EXPECT_EQ(error, as_stored(by_definition(stored, columns, grid, true), type)) << "grid " << turn % grids.size();
  }
}

std::string width_name(const ::testing::TestParamInfo<Width>& info) {
  constexpr const char* names[] = {"f32", "f16", "bf16"};
  return std::string(names[static_cast<int>(std::get<1>(info.param))]) + "_" + std::to_string(std::get<0>(info.param));
}
INSTANTIATE_TEST_SUITE_P(Widths, CudaRounding,
                         ::testing::Combine(::testing::Values(1, 7, 8, 32, 64, 100, 128, 129, 576, 1000, 1024, 1536,
                                                              4864, 11008, 14336, 16392, 40000, 70001, 70016),
                                            ::testing::Values(Scalar::f32, Scalar::f16, Scalar::bf16)),
                         width_name);

using CudaRoundingRows = DeviceTest;

TEST_F(CudaRoundingRows, ShowANanAndRoundTheRest) {
  for (const std::int64_t columns : {64, 4096}) {
    std::vector<float> x = activations(2, columns, 12);
    x[5] = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> without = x;
    without[5] = 0.0F;  // within the range, so that the grid is the same
    const RowGrid grid{4, true, false, 1.0};
    std::vector<float> y = rounded(x, columns, Scalar::f32, grid, false, false);
    EXPECT_TRUE(std::isnan(y[5]));
    y[5] = 0.0F;
    EXPECT_EQ(y, by_definition(without, columns, grid, false));
  }
}

TEST_F(CudaRoundingRows, RefuseWhatNoKernelServes) {
  const Values x(std::vector<float>(64, 1.0F), Scalar::f32);
  const auto status = [&](std::int64_t rows, std::int64_t columns, const RowGrid& grid) {
    return fake_quantize(x.data(), x.data(), Scalar::f32, rows, columns, grid, false, nullptr);
  };
  EXPECT_EQ(status(1, 64, {1, true, false, 1.0}), 1);
  EXPECT_EQ(status(1, 64, {9, true, false, 1.0}), 1);
  EXPECT_EQ(status(1, 64, {4, true, false, std::nan("")}), 1);
  EXPECT_EQ(status(-1, 64, {}), 1);
  EXPECT_EQ(status(1, -1, {}), 1);
  EXPECT_EQ(fake_quantize(nullptr, x.data(), Scalar::f32, 1, 64, {}, false, nullptr), 1);
  EXPECT_EQ(status(0, 64, {}), 0);
  EXPECT_EQ(status(1, 0, {}), 0);
  EXPECT_EQ(x.read(), std::vector<float>(64, 1.0F)) << "nothing was queued";
}

}  // namespace
}  // namespace rotorscope::cuda
