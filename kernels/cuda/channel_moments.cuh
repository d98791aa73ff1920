// Moments of every channel and a histogram of all magnitudes, each value read once (numerics.md §6).
//
// A block takes a strip of channels (four a lane) and a slice of tokens (a warp every eighth). Sums of powers are taken
// in float32 around a pivot, the median of three of the slice's own tokens, so that neither a large mean nor one
// outlier token costs digits; a block turns them into central moments in float64, and a second kernel joins the slices
// in order by the formulas of Chan, Golub and LeVeque 1979 with their extension to fourth moments (Pébay 2008). So the
// same input gives the same bits.
//
// Counting goes to four copies of the histogram in shared memory, by lane: magnitudes crowd into some twenty bins, and
// one copy would make lanes wait for each other. Only bins that are not empty go on to global memory, once a block.
//
// Roofline of an H100: 32 values of 16 bits come in 4.4 clocks of a multiprocessor (14.5 bytes a clock). Their sums
// take a dozen float32 operations each, 3 clocks; counting them takes a clock for each lane that meets another's
// counter in the same bank, 3 to 5. So counting, not memory, may set the speed of 16-bit values, and float32 has twice
// the time.
#pragma once

#include "kernels/cuda/scalar.cuh"

namespace rotorscope::cuda {

struct MomentArguments {
  const void* x;
  std::int64_t tokens, channels, slices, slice_tokens, strips;
  double* partial;  ///< [slices, moment_fields, channels]
  double* moments;  ///< [6, channels]
  unsigned long long* histogram;
};

/// What a lane adds up for one channel.
struct PowerSums {
  float largest, magnitudes, first, second, third, fourth;  ///< powers of x − pivot

  __device__ __forceinline__ void add(float v, float pivot) {
    const float magnitude = fabsf(v);
    largest = fmaxf(largest, magnitude);
    magnitudes += magnitude;
    const float d = v - pivot;
    const float square = d * d;
    first += d;
    second += square;
    third += square * d;
    fourth += square * square;
  }
};

/// Mean and sums of powers of x − mean.
struct CentralMoments {
  double count, mean, second, third, fourth;

  __device__ __forceinline__ void join(const CentralMoments& b) {
    const double n = count + b.count;
    const double d = b.mean - mean;
    const double f = d / n;
    const double g = count * b.count * d * f;
    fourth += b.fourth + g * f * f * (count * count - count * b.count + b.count * b.count) +
              6.0 * f * f * (count * count * b.second + b.count * b.count * second) +
              4.0 * f * (count * b.third - b.count * third);
    third += b.third + g * f * (count - b.count) + 3.0 * f * (count * b.second - b.count * second);
    second += b.second + g;
    mean += f * b.count;
    count = n;
  }
};

/// Central moments from sums of powers around a pivot.
__device__ __forceinline__ CentralMoments around_mean(double n, double pivot, double s1, double s2, double s3,
                                                      double s4) {
  const double m = s1 / n;
  const double second = s2 - m * s1;
  const double third = s3 - 3.0 * m * s2 + 2.0 * m * m * s1;
  const double fourth = s4 - 4.0 * m * s3 + 6.0 * m * m * s2 - 3.0 * m * m * m * s1;
  return {n, pivot + m, second > 0.0 ? second : 0.0, third, fourth > 0.0 ? fourth : 0.0};
}

__device__ __forceinline__ float median(float a, float b, float c) { return fmaxf(fminf(a, b), fminf(fmaxf(a, b), c)); }

/// Neighbouring channels of one token, `width` of them.
template <Scalar type, int width>
__device__ __forceinline__ void load_channels(const void* x, std::int64_t index, float (&v)[width]) {
  if constexpr (width == 1) {
    v[0] = load_one<type>(x, index);
  } else if constexpr (type == Scalar::f32) {
    unpack<type>(load_vector<type>(x, index), v);
  } else {
    const uint2 bits = static_cast<const uint2*>(x)[index / 4];
    const float2 low = type == Scalar::f16 ? unpack_f16(bits.x) : unpack_bf16(bits.x);
    const float2 high = type == Scalar::f16 ? unpack_f16(bits.y) : unpack_bf16(bits.y);
    v[0] = low.x, v[1] = low.y, v[2] = high.x, v[3] = high.y;
  }
}

/// Clears, or adds to global memory and leaves, the block's copies of the histogram.
__device__ __forceinline__ void clear_counts(std::uint32_t* counts) {
  auto* vectors = reinterpret_cast<uint4*>(counts);
  for (int i = static_cast<int>(threadIdx.x); i < histogram_bins * histogram_copies / 4;
       i += static_cast<int>(blockDim.x))
    vectors[i] = make_uint4(0, 0, 0, 0);
}
__device__ __forceinline__ void flush_counts(const std::uint32_t* counts, unsigned long long* histogram) {
  static_assert(histogram_copies == 4, "a bin's copies are one vector");
  const auto* vectors = reinterpret_cast<const uint4*>(counts);
  for (int bin = static_cast<int>(threadIdx.x); bin < histogram_bins; bin += static_cast<int>(blockDim.x)) {
    const uint4 copies = vectors[bin];
    const std::uint32_t count = copies.x + copies.y + copies.z + copies.w;
    if (count != 0) atomicAdd(histogram + bin, static_cast<unsigned long long>(count));
  }
}

/// One channel's sums of the block's warps, in order, to scratch memory.
__device__ __forceinline__ void leave_partial(const MomentArguments& a, const PowerSums* sums, int stride, float pivot,
                                              std::int64_t slice, std::int64_t tokens, std::int64_t channel) {
  double largest = 0, magnitudes = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0;
  for (int warp = 0; warp < moment_warps; ++warp) {
    const PowerSums& s = sums[warp * stride];
    largest = s.largest > largest ? s.largest : largest;
    magnitudes += s.magnitudes;
    s1 += s.first;
    s2 += s.second;
    s3 += s.third;
    s4 += s.fourth;
  }
  const auto n = static_cast<double>(tokens);
  const double p = pivot;
  const CentralMoments m = around_mean(n, p, s1, s2, s3, s4);
  const double squares = s2 + 2.0 * p * s1 + n * p * p;
  const double fields[moment_fields] = {largest, magnitudes, m.mean, squares, m.second, m.third, m.fourth};
  ROTOR_UNROLL
  for (int field = 0; field < moment_fields; ++field)
    a.partial[(slice * moment_fields + field) * a.channels + channel] = fields[field];
}

template <Scalar type, int width>
__global__ void __launch_bounds__(moment_warps* warp_lanes, 3) moments_of_slices(MomentArguments a) {
  constexpr int strip = warp_lanes * width;
  static_assert(sizeof(PowerSums) * moment_warps * strip <= sizeof(std::uint32_t) * histogram_bins * histogram_copies,
                "the warps' sums reuse the histogram's memory");
  auto* counts = reinterpret_cast<std::uint32_t*>(shared_memory());
  auto* sums = reinterpret_cast<PowerSums*>(shared_memory());
  const int lane = static_cast<int>(threadIdx.x) % warp_lanes;
  const int warp = static_cast<int>(threadIdx.x) / warp_lanes;
  const std::uint32_t copy = static_cast<std::uint32_t>(lane) % histogram_copies;
  for (std::int64_t item = blockIdx.x; item < a.strips * a.slices; item += gridDim.x) {
    const std::int64_t slice = item / a.strips;
    const std::int64_t channel = item % a.strips * strip + lane * width;
    const bool exists = channel < a.channels;
    const std::int64_t begin = slice * a.slice_tokens;
    const std::int64_t end = begin + a.slice_tokens < a.tokens ? begin + a.slice_tokens : a.tokens;
    __syncthreads();  // the last item's sums have been read
    clear_counts(counts);
    __syncthreads();
    PowerSums mine[width] = {};
    float pivot[width] = {};
    if (exists) {
      float at_first[width], at_middle[width], at_last[width];
      load_channels<type, width>(a.x, begin * a.channels + channel, at_first);
      load_channels<type, width>(a.x, (begin + (end - begin) / 2) * a.channels + channel, at_middle);
      load_channels<type, width>(a.x, (end - 1) * a.channels + channel, at_last);
      ROTOR_UNROLL
      for (int i = 0; i < width; ++i) pivot[i] = median(at_first[i], at_middle[i], at_last[i]);
      constexpr int in_flight = 4;
      for (std::int64_t token = begin + warp; token < end; token += in_flight * moment_warps) {
        float v[in_flight][width];
        ROTOR_UNROLL
        for (int u = 0; u < in_flight; ++u) {
          const std::int64_t t = token + u * moment_warps;
          if (t < end) load_channels<type, width>(a.x, t * a.channels + channel, v[u]);
        }
        ROTOR_UNROLL
        for (int u = 0; u < in_flight; ++u) {
          if (token + u * moment_warps >= end) continue;
          ROTOR_UNROLL
          for (int i = 0; i < width; ++i) {
            mine[i].add(v[u][i], pivot[i]);
            const std::uint32_t bin = (__float_as_uint(v[u][i]) & 0x7fffffffU) >> 20U;
            atomicAdd(counts + bin * histogram_copies + copy, 1U);
          }
        }
      }
    }
    __syncthreads();
    flush_counts(counts, a.histogram);
    __syncthreads();
    ROTOR_UNROLL
    for (int i = 0; i < width; ++i) sums[warp * strip + lane * width + i] = mine[i];
    __syncthreads();
    if (warp == 0 && exists) {
      for (int i = 0; i < width; ++i)
        leave_partial(a, sums + lane * width + i, strip, pivot[i], slice, end - begin, channel + i);
    }
  }
}

/// A thread a channel: joins the slices in order.
__global__ void __launch_bounds__(128) join_slices(MomentArguments a) {
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t c = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; c < a.channels; c += step) {
    double largest = 0, magnitudes = 0, squares = 0;
    CentralMoments all{};
    for (std::int64_t slice = 0; slice < a.slices; ++slice) {
      const double* fields = a.partial + slice * moment_fields * a.channels + c;
      const std::int64_t begin = slice * a.slice_tokens;
      const std::int64_t end = begin + a.slice_tokens < a.tokens ? begin + a.slice_tokens : a.tokens;
      const CentralMoments part{static_cast<double>(end - begin), fields[2 * a.channels], fields[4 * a.channels],
                                fields[5 * a.channels], fields[6 * a.channels]};
      largest = fields[0] > largest ? fields[0] : largest;
      magnitudes += fields[a.channels];
      squares += fields[3 * a.channels];
      if (slice == 0) {
        all = part;
      } else {
        all.join(part);
      }
    }
    const double results[6] = {largest, magnitudes, all.mean, squares, all.second, all.fourth};
    ROTOR_UNROLL
    for (int row = 0; row < 6; ++row) a.moments[row * a.channels + c] = results[row];
  }
}

}  // namespace rotorscope::cuda
