// The block layouts are GGML's: a block is a scale (half precision, d), for some types an offset or minimum (m), and
// packed unsigned integers q. Each decoder states its layout. Float operations are done in the order in which GGML
// states the value, without fused multiply-add, so that results are equal bit by bit.
#include "core/formats/dequantize.h"

#include "core/formats/half.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rotorscope {
namespace {

using Bytes = const std::uint8_t*;

float half_at(Bytes p) {
  std::uint16_t half = 0;
  std::memcpy(&half, p, sizeof half);
  return f32_from_f16(half);
}

/// Q8_0: d, 32 signed bytes; x = d·q.
void decode_q8_0(Bytes p, float* out) {
  const float d = half_at(p);
  for (int i = 0; i < 32; ++i) out[i] = d * static_cast<float>(static_cast<std::int8_t>(p[2 + i]));
}

/// Q4_0: d, 16 bytes whose low nibbles are elements 0…15 and high nibbles 16…31; x = d·(q − 8).
void decode_q4_0(Bytes p, float* out) {
  const float d = half_at(p);
  for (int i = 0; i < 16; ++i) {
    out[i] = d * static_cast<float>((p[2 + i] & 15) - 8);
    out[i + 16] = d * static_cast<float>((p[2 + i] >> 4) - 8);
  }
}

/// Q4_1: d, m, nibbles as in Q4_0; x = d·q + m.
void decode_q4_1(Bytes p, float* out) {
  const float d = half_at(p);
  const float m = half_at(p + 2);
  for (int i = 0; i < 16; ++i) {
    out[i] = d * static_cast<float>(p[4 + i] & 15) + m;
    out[i + 16] = d * static_cast<float>(p[4 + i] >> 4) + m;
  }
}

/// Element i's fifth bit is bit i of a 32-bit word.
std::array<std::uint8_t, 32> fifth_bits(Bytes p) {
  std::uint32_t word = 0;
  std::memcpy(&word, p, sizeof word);
  std::array<std::uint8_t, 32> bits{};
  for (unsigned i = 0; i < 32; ++i) bits[i] = static_cast<std::uint8_t>(((word >> i) & 1U) << 4U);
  return bits;
}

/// Q5_0: d, a word of fifth bits, nibbles as in Q4_0; x = d·(q − 16).
void decode_q5_0(Bytes p, float* out) {
  const float d = half_at(p);
  const auto high = fifth_bits(p + 2);
  for (std::size_t i = 0; i < 16; ++i) {
    out[i] = d * static_cast<float>(((p[6 + i] & 15) | high[i]) - 16);
    out[i + 16] = d * static_cast<float>(((p[6 + i] >> 4) | high[i + 16]) - 16);
  }
}

/// Q5_1: d, m, a word of fifth bits, nibbles as in Q4_0; x = d·q + m.
void decode_q5_1(Bytes p, float* out) {
  const float d = half_at(p);
  const float m = half_at(p + 2);
  const auto high = fifth_bits(p + 4);
  for (std::size_t i = 0; i < 16; ++i) {
    out[i] = d * static_cast<float>((p[8 + i] & 15) | high[i]) + m;
    out[i + 16] = d * static_cast<float>((p[8 + i] >> 4) | high[i + 16]) + m;
  }
}

// Super-blocks of 256. In Q2_K, Q3_K and Q6_K the two bits of element 128h + 32s + i lie at bits 2s of byte 32h + i,
// and its scale, one for 16 elements, has the index 8h + 2s + i/16.

/// Q2_K: 16 bytes of scales (low nibble scale, high nibble minimum), 64 bytes of 2-bit q, d, m;
/// x = (d·scale)·q − m·minimum.
void decode_q2_k(Bytes p, float* out) {
  const float d = half_at(p + 80);
  const float m = half_at(p + 82);
  for (std::ptrdiff_t group = 0; group < 16; ++group) {
    const float scale = d * static_cast<float>(p[group] & 15);
    const float minimum = m * static_cast<float>(p[group] >> 4);
    const Bytes q = p + 16 + 32 * (group / 8) + 16 * (group % 2);
    const auto shift = group % 8 / 2 * 2;
    for (int i = 0; i < 16; ++i) out[16 * group + i] = scale * static_cast<float>((q[i] >> shift) & 3) - minimum;
  }
}

/// Q3_K: 32 bytes of third bits (bit 4h + s of byte i), 64 bytes of low bits, 12 bytes of 6-bit scales, d;
/// x = d·(scale − 32)·(q − 4). Scale g has its low nibble in byte g % 8 (the high half of it from 8 on) and its upper
/// two bits in byte 8 + g % 4, at bits 2·(g/4).
void decode_q3_k(Bytes p, float* out) {
  const Bytes scales = p + 96;
  const float d = half_at(p + 108);
  for (std::ptrdiff_t group = 0; group < 16; ++group) {
    const int low = (scales[group % 8] >> (4 * (group / 8))) & 15;
    const int high = (scales[8 + group % 4] >> (2 * (group / 4))) & 3;
    const float scale = d * static_cast<float>((low | (high << 4)) - 32);
    const Bytes q = p + 32 + 32 * (group / 8) + 16 * (group % 2);
    const Bytes third = p + 16 * (group % 2);
    const auto shift = group % 8 / 2 * 2;
    const auto third_shift = group / 2;
    for (int i = 0; i < 16; ++i) {
      const int value = ((q[i] >> shift) & 3) | (((third[i] >> third_shift) & 1) << 2);
      out[16 * group + i] = scale * static_cast<float>(value - 4);
    }
  }
}

/// The 6-bit scale and minimum of group g (of 8) of Q4_K and Q5_K, packed in 12 bytes: the first four groups have them
/// in the low six bits of bytes g and g + 4; the others have low nibbles in byte g + 4 and upper bits in the top two
/// bits of bytes g − 4 and g.
std::array<int, 2> scale_and_minimum(Bytes p, std::ptrdiff_t g) {
  if (g < 4) return {p[g] & 63, p[g + 4] & 63};
  return {(p[g + 4] & 15) | ((p[g - 4] >> 6) << 4), (p[g + 4] >> 4) | ((p[g] >> 6) << 4)};
}

/// Q4_K: d, m, 12 bytes of scales, 128 bytes of nibbles: the groups of 32 number 2j and 2j + 1 are the low and high
/// nibbles of bytes 32j…32j + 31; x = (d·scale)·q − m·minimum.
void decode_q4_k(Bytes p, float* out) {
  const float d = half_at(p);
  const float m = half_at(p + 2);
  for (std::ptrdiff_t group = 0; group < 8; ++group) {
    const auto [s, low] = scale_and_minimum(p + 4, group);
    const float scale = d * static_cast<float>(s);
    const float minimum = m * static_cast<float>(low);
    const Bytes q = p + 16 + 32 * (group / 2);
    const auto shift = group % 2 * 4;
    for (int i = 0; i < 32; ++i) out[32 * group + i] = scale * static_cast<float>((q[i] >> shift) & 15) - minimum;
  }
}

/// Q5_K: as Q4_K, with 32 bytes of fifth bits (bit g of byte i) before the nibbles.
void decode_q5_k(Bytes p, float* out) {
  const float d = half_at(p);
  const float m = half_at(p + 2);
  const Bytes fifth = p + 16;
  for (std::ptrdiff_t group = 0; group < 8; ++group) {
    const auto [s, low] = scale_and_minimum(p + 4, group);
    const float scale = d * static_cast<float>(s);
    const float minimum = m * static_cast<float>(low);
    const Bytes q = p + 48 + 32 * (group / 2);
    const auto shift = group % 2 * 4;
    for (int i = 0; i < 32; ++i) {
      const int value = ((q[i] >> shift) & 15) | (((fifth[i] >> group) & 1) << 4);
      out[32 * group + i] = scale * static_cast<float>(value) - minimum;
    }
  }
}

/// Q6_K: 128 bytes of low nibbles, 64 bytes of upper two bits, 16 signed scales, d; x = d·scale·(q − 32). Of each half
/// h, the quarters s = 0, 1 are the low nibbles of bytes 64h + 32s + i, the quarters 2, 3 the high ones of the same.
void decode_q6_k(Bytes p, float* out) {
  const float d = half_at(p + 208);
  for (std::ptrdiff_t group = 0; group < 16; ++group) {
    const auto half = group / 8;
    const auto quarter = group % 8 / 2;
    const auto within = 16 * (group % 2);
    const float scale = d * static_cast<float>(static_cast<std::int8_t>(p[192 + group]));
    const Bytes low = p + 64 * half + 32 * (quarter % 2) + within;
    const Bytes high = p + 128 + 32 * half + within;
    const auto low_shift = quarter / 2 * 4;
    const auto high_shift = quarter * 2;
    for (int i = 0; i < 16; ++i) {
      const int value = ((low[i] >> low_shift) & 15) | (((high[i] >> high_shift) & 3) << 4);
      out[16 * group + i] = scale * static_cast<float>(value - 32);
    }
  }
}

template <class Decode>
void decode_blocks(TensorType type, Bytes p, std::span<float> out, Decode decode) {
  const std::size_t elements = block_elements(type);
  const std::size_t bytes = block_bytes(type);
  for (std::size_t block = 0; block < out.size() / elements; ++block) {
    decode(p + block * bytes, out.data() + block * elements);
  }
}

template <class Stored, class Convert>
void decode_each(Bytes p, std::span<float> out, Convert convert) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    Stored stored;
    std::memcpy(&stored, p + i * sizeof stored, sizeof stored);
    out[i] = convert(stored);
  }
}

}  // namespace

bool can_dequantize(TensorType type) {
  switch (type) {
    case TensorType::I64:
    case TensorType::I32:
    case TensorType::I16:
    case TensorType::I8:
    case TensorType::U8:
    case TensorType::BOOL:
      return false;
    default:
      return true;
  }
}

Status dequantize(TensorType type, std::span<const std::byte> bytes, std::span<float> out) {
  const std::string name(type_name(type));
  if (!can_dequantize(type)) return fail("elements of type " + name + " are no weights");
  if (bytes_for(type, out.size()) != bytes.size()) {
    return fail(std::to_string(bytes.size()) + " bytes of " + name + " do not give " + std::to_string(out.size()) +
                " values");
  }
  if (out.empty()) return {};
  const auto* p = reinterpret_cast<Bytes>(bytes.data());
  switch (type) {
    case TensorType::F32:
      std::memcpy(out.data(), p, bytes.size());
      break;
    case TensorType::F64:
      decode_each<double>(p, out, [](double value) { return static_cast<float>(value); });
      break;
    case TensorType::F16:
      decode_each<std::uint16_t>(p, out, f32_from_f16);
      break;
    case TensorType::BF16:
      decode_each<std::uint16_t>(p, out, f32_from_bf16);
      break;
    case TensorType::Q8_0:
      decode_blocks(type, p, out, decode_q8_0);
      break;
    case TensorType::Q4_0:
      decode_blocks(type, p, out, decode_q4_0);
      break;
    case TensorType::Q4_1:
      decode_blocks(type, p, out, decode_q4_1);
      break;
    case TensorType::Q5_0:
      decode_blocks(type, p, out, decode_q5_0);
      break;
    case TensorType::Q5_1:
      decode_blocks(type, p, out, decode_q5_1);
      break;
    case TensorType::Q2_K:
      decode_blocks(type, p, out, decode_q2_k);
      break;
    case TensorType::Q3_K:
      decode_blocks(type, p, out, decode_q3_k);
      break;
    case TensorType::Q4_K:
      decode_blocks(type, p, out, decode_q4_k);
      break;
    case TensorType::Q5_K:
      decode_blocks(type, p, out, decode_q5_k);
      break;
    case TensorType::Q6_K:
      decode_blocks(type, p, out, decode_q6_k);
      break;
    default:
      break;
  }
  return {};
}

}  // namespace rotorscope
