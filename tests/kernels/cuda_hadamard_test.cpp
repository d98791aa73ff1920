// x · H by the CUDA kernels against the CPU's loops, and against the matrix itself for small orders.
#include "tests/kernels/cuda_hadamard_cases.h"

#include <tuple>
#include <utility>

namespace rotorscope::cuda {
namespace {

void expect_close(const std::vector<float>& got, const std::vector<float>& expected, Scalar type) {
  ASSERT_EQ(got.size(), expected.size());
  const float sums = 6e-6F * largest_magnitude(expected);  // of some hundred float32 terms
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_NEAR(got[i], expected[i], sums + last_place(type) * std::fabs(expected[i])) << "value " << i;
  }
}

/// The launcher's result; in place, or from memory that must stay as it was.
std::vector<float> transformed(const std::vector<float>& x, const RowCase& c, const Matrix& m, bool transpose,
                               bool in_place, std::size_t shift = 0) {
  const Values in(x, c.type, shift);
  const Values out(std::vector<float>(x.size(), -7.0F), c.type, shift);
  const Values& target = in_place ? in : out;
  EXPECT_EQ(hadamard(in.data(), target.data(), c.type, c.rows, c.blocks, m.on_device(), transpose, nullptr), 0);
  EXPECT_EQ(finish(), 0);
  EXPECT_TRUE(in.intact() && out.intact()) << "a write outside of the rows";
  if (!in_place) {
    EXPECT_EQ(in.read(), as_stored(x, c.type));
  }
  return target.read();
}

std::vector<float> by_cpu(const std::vector<float>& x, const RowCase& c, const Matrix& m, bool transpose) {
  const std::int64_t width = c.blocks * m.order();
  const cpu::HadamardRows h = m.on_host(transpose);
  cpu::RowOperation operation;
  operation.forward = &h;
  std::vector<float> y = as_stored(x, c.type);
  cpu::apply_rows(operation, y.data(), y.data(), cpu::Scalar::f32, 0, c.rows, width);
  return y;
}

class CudaHadamard : public DeviceTest, public ::testing::WithParamInterface<RowCase> {};

TEST_P(CudaHadamard, EqualsTheLoops) {
  const RowCase c = GetParam();
  const Matrix m(c.K, c.power);
  ASSERT_TRUE(m.exists());
  const std::vector<float> x = activations(c.rows, c.blocks * m.order(), 1);
  expect_close(transformed(x, c, m, false, false), by_cpu(x, c, m, false), c.type);
  expect_close(transformed(x, c, m, true, true), by_cpu(x, c, m, true), c.type);
}

std::vector<RowCase> cases() {
  const std::vector<std::tuple<int, std::int64_t, std::int64_t>> with_bases = {
      {36, 16, 37}, {12, 128, 5}, {76, 64, 3}, {60, 32, 2}, {44, 2, 5},  {108, 128, 1}, {148, 128, 1},
      {172, 64, 3}, {28, 512, 3}, {192, 4, 3}, {180, 1, 3}, {196, 4, 2}, {924, 8, 1}};
  std::vector<RowCase> all;
  for (const Scalar type : {Scalar::f32, Scalar::f16, Scalar::bf16}) {
    // powers of two: alone, a warp's, and longer ones in one and two further passes
    for (const std::int64_t power : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048})
      all.push_back({1, power, 5, 3, type});
    for (const std::int64_t power : {4096, 8192, 16384, 32768})
      all.push_back({1, power, power < 16384 ? 3 : 1, 1, type});
    all.push_back({1, 65536, 2, 1, type});  // too long for shared memory: by halves
    all.push_back({1, 64, 301, 9, type});   // several blocks, the last one part full
    // a base and every way its rows may lie
    for (const std::int64_t power : {1, 2, 4, 8, 16, 32}) all.push_back({12, power, 3, 2, type});
    all.push_back({2, 1, 7, 3, type});
    all.push_back({20, 64, 1, 1, type});
    for (const auto& [K, power, rows] : with_bases) {
      all.push_back({K, power, rows, 1, type});
    }
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Orders, CudaHadamard, ::testing::ValuesIn(cases()), case_name);

using CudaHadamardRows = DeviceTest;

TEST_F(CudaHadamardRows, EqualTheMatrixItself) {
  for (const auto& [K, power] : {std::pair{1, 32}, {12, 4}, {20, 16}, {28, 8}, {2, 2}}) {
    const Matrix m(K, power);
    const std::int64_t n = m.order();
    const std::vector<float> x = activations(2, n, 3);
    for (const bool transpose : {false, true}) {
      std::vector<float> expected(x.size());
      for (std::int64_t row = 0; row < 2; ++row) {
        for (std::int64_t j = 0; j < n; ++j) {
          double sum = 0;
          for (std::int64_t i = 0; i < n; ++i) {
            const std::int64_t p = transpose ? j : i, q = transpose ? i : j;
            const double base = m.host_base() == nullptr ? 1.0 : m.host_base()[p / power * K + q / power];
            const bool minus = (__builtin_popcountll(static_cast<unsigned long long>(p % power & q % power)) & 1) != 0;
            sum += static_cast<double>(x[static_cast<std::size_t>(row * n + i)]) * base * (minus ? -1.0 : 1.0);
          }
          expected[static_cast<std::size_t>(row * n + j)] = static_cast<float>(sum / std::sqrt(static_cast<double>(n)));
        }
      }
      const RowCase c{K, power, 2, 1, Scalar::f32};
      expect_close(transformed(x, c, m, transpose, false), expected, Scalar::f32);
    }
  }
}

TEST_F(CudaHadamardRows, MayLieAnywhere) {
  for (const RowCase& c : {RowCase{12, 64, 5, 1, Scalar::bf16}, RowCase{1, 512, 3, 1, Scalar::f16},
                           RowCase{1, 64, 40, 2, Scalar::f32}, RowCase{172, 4, 2, 1, Scalar::f32}}) {
    const Matrix m(c.K, c.power);
    const std::vector<float> x = activations(c.rows, c.blocks * m.order(), 4);
    expect_close(transformed(x, c, m, false, false, 1), by_cpu(x, c, m, false), c.type);
    expect_close(transformed(x, c, m, true, true, 3), by_cpu(x, c, m, true), c.type);
  }
}

TEST_F(CudaHadamardRows, TakeABaseOfOrderOne) {
  const Matrix m = Matrix::single(-1.0F, 64);
  const RowCase c{1, 64, 3, 1, Scalar::f32};
  const std::vector<float> x = activations(3, 64, 5);
  std::vector<float> expected = by_cpu(x, c, Matrix(1, 64), false);
  for (float& v : expected) v = -v;
  expect_close(transformed(x, c, m, false, false), expected, Scalar::f32);
}

/// Sums of values far apart: a product in 16 bits would lose the small ones. (Tensor cores do not round sums to
/// nearest.)
TEST_F(CudaHadamardRows, KeepFloat32Digits) {
  const RowCase c{172, 1, 1, 1, Scalar::f32};
  const Matrix m(c.K, c.power);
  std::vector<float> x(172, 0.0F);
  x[3] = 1.0F;
  x[80] = 1.0F / 4096.0F;
  x[171] = 1.0F / 1048576.0F;
  const std::vector<float> y = transformed(x, c, m, false, false);
  for (std::size_t j = 0; j < 172; ++j) {
    const auto sign = [&](std::size_t row) { return static_cast<double>(m.host_base()[row * 172 + j]); };
    const double expected = (sign(3) + sign(80) / 4096.0 + sign(171) / 1048576.0) / std::sqrt(172.0);
    EXPECT_NEAR(y[j], expected, 3e-7 * std::fabs(expected)) << j;
  }
}

TEST_F(CudaHadamardRows, RefuseWhatNoKernelServes) {
  const Values x(std::vector<float>(64, 1.0F), Scalar::f32);
  const Matrix m(12, 4);
  const auto status = [&](std::int64_t rows, std::int64_t blocks, Hadamard h) {
    return hadamard(x.data(), x.data(), Scalar::f32, rows, blocks, h, false, nullptr);
  };
  const float* base = m.on_device().base;
  EXPECT_EQ(status(1, 1, {base, 12, 3}), 1) << "not a power of two";
  EXPECT_EQ(status(1, 1, {base, 12, 0}), 1);
  EXPECT_EQ(status(1, 1, {nullptr, 12, 4}), 1) << "a base is missing";
  EXPECT_EQ(status(1, 1, {base, 1028, 1}), 1);
  EXPECT_EQ(status(1, 1, {base, 0, 4}), 1);
  EXPECT_EQ(status(1, 0, {base, 12, 4}), 1);
  EXPECT_EQ(status(-1, 1, {base, 12, 4}), 1);
  EXPECT_EQ(status(1, 1, {nullptr, 1, 1LL << 40}), 1) << "no multiprocessor holds it";
  EXPECT_EQ(hadamard(nullptr, x.data(), Scalar::f32, 1, 1, {base, 12, 4}, false, nullptr), 1);
  EXPECT_EQ(status(0, 1, {base, 12, 4}), 0) << "no rows are no work";
  EXPECT_EQ(x.read(), std::vector<float>(64, 1.0F)) << "nothing was queued";
}

}  // namespace
}  // namespace rotorscope::cuda
