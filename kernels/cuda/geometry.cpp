#include "kernels/cuda/geometry.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace rotorscope::cuda {
namespace {

constexpr std::int64_t largest_grid = std::numeric_limits<int>::max();

bool aligned(const void* x, const void* y) {
  return reinterpret_cast<std::uintptr_t>(x) % 16 == 0 && reinterpret_cast<std::uintptr_t>(y) % 16 == 0;
}

unsigned blocks_for(std::int64_t pieces, std::int64_t at_most) {
  return static_cast<unsigned>(std::clamp<std::int64_t>(pieces, 1, std::min(at_most, largest_grid)));
}

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

bool valid_rows(const RowCall& call) {
  const Hadamard& h = call.h;
  const bool is_power = h.power > 0 && std::has_single_bit(static_cast<std::uint64_t>(h.power));
  if (call.rows < 0 || call.blocks < 1 || h.K < 1 || h.K > 1024 || !is_power) return false;
  if (h.K > 1 && h.base == nullptr) return false;
  if (h.power > largest_grid / h.K || call.blocks > largest_grid / (h.K * h.power)) return false;
  const std::int64_t width = call.blocks * h.K * h.power;
  if (call.rows > std::numeric_limits<std::int64_t>::max() / 8 / width) return false;
  if (call.rows > 0 && (call.x == nullptr || call.y == nullptr)) return false;
  return !call.rounds || (call.group >= 0 && (call.group == 0 || width % call.group == 0));
}

BaseBucket bucket_of(const Hadamard& h) {
  if (h.base == nullptr) return BaseBucket::none;
  const int tiles = sign_tiles(static_cast<int>(h.K));
  if (tiles <= 2) return BaseBucket::two;
  if (tiles <= 5) return BaseBucket::five;
  return h.K <= resident_up_to ? BaseBucket::twelve : BaseBucket::any;
}

/// Enough warps to keep loads in flight, but no more than have a column of the base's product to work on.
int threads_for(const RowPlan& plan, const RowCall& call) {
  const int most = most_threads(plan.bucket);
  if (plan.bucket == BaseBucket::any) return most;
  int threads = std::clamp(plan.tile_values / 16, 64, plan.tile_values > 16384 ? most : 256);
  if (plan.bucket != BaseBucket::none) {
    const int columns = plan.tile_values / static_cast<int>(call.h.K);
    const int warp_columns = call.type == Scalar::bf16 ? 16 : 8;
    threads = std::min(threads, std::max(128, columns / warp_columns * warp_lanes));
  }
  return (threads + warp_lanes - 1) / warp_lanes * warp_lanes;
}

/// Shared memory of a tile of `values`; fills in what depends on it.
std::int64_t shape_tile(RowPlan& plan, const RowCall& call, std::int64_t values) {
  plan.tile_values = static_cast<int>(values);
  const int threads = threads_for(plan, call);
  plan.launch.threads = static_cast<unsigned>(threads);
  std::int64_t floats = values + plan.pad * (values / call.h.power);
  floats += std::int64_t{plan.tables} * sign_words(static_cast<int>(call.h.K));
  if (call.rounds) {
    plan.groups = static_cast<int>(values / plan.group);
    const int warps = threads / warp_lanes;
    plan.parts = plan.groups >= warps ? 1 : warps / plan.groups;
    floats += 2LL * plan.groups * (plan.parts == 1 ? 1 : 1 + plan.parts);  // ranges of one part turn into grids
  }
  return floats * static_cast<std::int64_t>(sizeof(float));
}

}  // namespace

Rounding rounding_of(const RowGrid& grid) {
  const auto half = static_cast<float>((1 << (grid.bits - 1)) - 1);
  const auto whole = static_cast<float>((1 << grid.bits) - 1);
  if (!grid.symmetric) return {static_cast<float>(grid.clip), whole, 0.0F, whole, false, grid.widen};
  const SymmetricScale part = symmetric_scale(grid);
  return {part.factor, part.divisor, -half - 1.0F, half, true, grid.widen};
}

bool valid_grid(const RowGrid& grid) { return grid.bits >= 2 && grid.bits <= 8 && grid.clip > 0; }

RowPlan plan_rows(const RowCall& call, const DeviceLimits& limits) {
  RowPlan plan;
  plan.status = valid_rows(call) ? 0 : invalid_value;
  if (plan.status != 0) return plan;
  const std::int64_t order = call.h.K * call.h.power;
  const std::int64_t width = call.blocks * order;
  const std::int64_t values = call.rows * width;
  const std::int64_t group = call.group > 0 ? call.group : width;
  const std::int64_t piece = call.rounds ? std::lcm(order, group) : order;
  const int vector = vector_of(call.type);
  plan.vectorized = aligned(call.x, call.y) && piece % vector == 0;
  plan.bucket = bucket_of(call.h);
  if (!call.rounds && plan.bucket == BaseBucket::none && plan.vectorized &&
      order <= std::int64_t{vector} * warp_lanes) {
    constexpr std::int64_t values_a_block = 1024;  // 256 threads, 4 vectors of each
    plan.direct = true;
    plan.launch = {blocks_for(divide_up(values, values_a_block * vector), largest_grid), 256, 0};
    return plan;
  }
  if (plan.bucket != BaseBucket::none && call.h.power >= 16) plan.pad = 8;
  if (plan.bucket != BaseBucket::none && plan.bucket != BaseBucket::any)
    plan.tables = call.rounds && call.error ? 2 : 1;
  plan.group = call.rounds ? static_cast<int>(group) : 0;

  constexpr std::int64_t wanted = 4096;  // values a tile: some rounds of loads for each thread
  const std::int64_t least = piece * (8 / std::gcd<std::int64_t>(piece, 8));  // whole vectors
  const std::int64_t enough = std::max<std::int64_t>(1, divide_up(values, least));
  std::int64_t tile = least * std::clamp<std::int64_t>(wanted / least, 1, enough);
  std::int64_t bytes = shape_tile(plan, call, tile);
  if (bytes > limits.shared_per_block) {
    tile = least;
    bytes = shape_tile(plan, call, tile);
  }
  if (bytes > limits.shared_per_block && !call.rounds && plan.bucket == BaseBucket::none && order > 8) {
    plan.folded = true;
    tile = order / 2;
    bytes = shape_tile(plan, call, tile);
  }
  if (bytes > limits.shared_per_block) {
    plan.status = invalid_value;
    return plan;
  }
  plan.launch.shared_bytes = static_cast<unsigned>(bytes);
  // Blocks stay and walk over the tiles where they hold signs; else the scheduler hands the tiles out.
  constexpr std::int64_t reserved = 1024;  // bytes of shared memory that the system keeps for each block
  const std::int64_t resident = std::clamp<std::int64_t>(limits.shared_per_multiprocessor / (bytes + reserved), 1,
                                                         1024 / static_cast<std::int64_t>(plan.launch.threads));
  const std::int64_t at_most = plan.bucket == BaseBucket::none ? largest_grid : limits.multiprocessors * resident;
  plan.launch.grid = blocks_for(divide_up(values, tile), at_most);
  return plan;
}

RoundPlan plan_rounding(const void* x, const void* y, Scalar type, std::int64_t rows, std::int64_t columns) {
  RoundPlan plan;
  const bool missing = rows > 0 && columns > 0 && (x == nullptr || y == nullptr);
  const bool too_many = columns > 0 && rows > std::numeric_limits<std::int64_t>::max() / 8 / columns;
  if (rows < 0 || columns < 0 || columns > largest_grid || too_many || missing) {
    plan.status = invalid_value;
    return plan;
  }
  const int vector = vector_of(type);
  plan.vectorized = aligned(x, y) && columns % vector == 0;
  const std::int64_t vectors = plan.vectorized ? columns / vector : columns;
  constexpr unsigned threads = 256;
  if (vectors <= 4LL * warp_lanes) {
    plan.held = plan.vectorized && vectors <= warp_lanes ? 1 : 4;
    const auto lanes = static_cast<unsigned>(divide_up(std::max<std::int64_t>(vectors, 1), plan.held));
    plan.team = static_cast<int>(std::bit_ceil(lanes));
    plan.launch = {blocks_for(divide_up(rows, threads / static_cast<unsigned>(plan.team)), largest_grid), threads, 0};
    return plan;
  }
  plan.whole_block = true;
  const bool fits = plan.vectorized && vectors <= 8192;
  plan.held = !fits ? 0 : vectors <= 2048 ? 4 : 8;
  const std::int64_t wanted = fits ? divide_up(vectors, plan.held) : std::min<std::int64_t>(vectors, 1024);
  const auto block = static_cast<unsigned>(divide_up(wanted, warp_lanes) * warp_lanes);
  plan.launch = {blocks_for(rows, largest_grid), block, block / warp_lanes * 2U * unsigned{sizeof(float)}};
  return plan;
}

MomentPlan plan_moments(const void* x, Scalar type, std::int64_t tokens, std::int64_t channels) {
  MomentPlan plan;
  if (tokens < 1 || channels < 0 ||
      (channels > 0 && tokens > std::numeric_limits<std::int64_t>::max() / 8 / channels)) {
    plan.status = invalid_value;
    return plan;
  }
  const auto vector_bytes = std::uintptr_t{channels_a_lane} * static_cast<std::uintptr_t>(bytes_of(type));
  plan.vectorized = channels % channels_a_lane == 0 && reinterpret_cast<std::uintptr_t>(x) % vector_bytes == 0;
  // About a wave of blocks on a large GPU; slices long enough that clearing and adding the histogram costs little, and
  // short enough that a lane's float32 sums stay sharp.
  constexpr std::int64_t wanted_blocks = 768, shortest = 128, longest = 4096;
  const std::int64_t wide_strips =
      std::max<std::int64_t>(1, divide_up(channels, std::int64_t{warp_lanes} * channels_a_lane));
  const std::int64_t wanted = divide_up(tokens, std::max<std::int64_t>(1, wanted_blocks / wide_strips));
  plan.slice_tokens = std::clamp(wanted, shortest, longest);
  plan.slices = divide_up(tokens, plan.slice_tokens);
  plan.strips = divide_up(channels, std::int64_t{warp_lanes} * (plan.vectorized ? channels_a_lane : 1));
  constexpr unsigned shared = unsigned{histogram_bins} * unsigned{histogram_copies} * unsigned{sizeof(std::uint32_t)};
  plan.first = {blocks_for(plan.strips * plan.slices, largest_grid), moment_warps * warp_lanes, shared};
  plan.second = {blocks_for(divide_up(channels, 128), largest_grid), 128, 0};
  return plan;
}

}  // namespace rotorscope::cuda
