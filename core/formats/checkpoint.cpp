#include "core/formats/checkpoint.h"

#include "core/base/advised.h"
#include "core/base/files.h"
#include "core/base/mapped_watch.h"
#include "core/formats/checkpoint_opener.h"
#include "core/formats/dequantize.h"
#include "core/formats/finite.h"
#include "core/formats/parallel.h"

#include <atomic>

namespace rotorscope {
namespace {

constexpr std::size_t elements_a_thread = 1U << 16U;  // below, starting a thread costs more than it saves

/// Where row `row` of the file belongs. llama.cpp's converter turned each head's rows [2, d/2] into [d/2, 2].
std::size_t half_split_row(std::size_t row, std::size_t head_rows) {
  const std::size_t within = row % head_rows;
  return row - within + within % 2 * (head_rows / 2) + within / 2;
}

}  // namespace

Result<std::shared_ptr<const Checkpoint>> Checkpoint::open(const std::filesystem::path& path) {
  return advised(CheckpointOpener(path).open(), "the file is damaged, or not what it says it is: fetch it again");
}

const TensorEntry* Checkpoint::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

std::int64_t Checkpoint::parameters() const {
  std::int64_t sum = 0;
  for (const TensorEntry& entry : tensors_) sum += static_cast<std::int64_t>(*element_count(entry.shape));
  return sum;
}

Result<std::string> Checkpoint::fingerprint() const {
  std::string all;
  for (const auto& file : weight_files_) {
    ROTOR_TRY(const auto one, rotorscope::fingerprint(file));
    all += one;
  }
  if (weight_files_.size() == 1) return all;
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a 64
  for (const char c : all) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4U) text[i] = "0123456789abcdef"[hash & 15U];
  return text;
}

Status Checkpoint::read_f32(const TensorEntry& entry, std::span<float> out) const {
  const auto elements = element_count(entry.shape);
  if (elements != out.size()) {
    return fail("a buffer of " + std::to_string(out.size()) + " values does not hold " + shape_text(entry.shape),
                entry.name);
  }
  if (out.empty()) return {};
  ROTOR_CHECK(check_unchanged(weight_files_));
  if (entry.packed) {
    decode_packed(*entry.packed, out);
    return check_finite(out, entry.name, path().string());
  }
  // Rows are whole blocks. One row a step where rows change places, otherwise one block.
  const bool by_row = entry.interleaved_heads > 0;
  const auto rows = static_cast<std::size_t>(entry.shape.front());
  const std::size_t step = by_row ? out.size() / rows : block_elements(entry.type);
  const std::size_t step_bytes = entry.bytes.size() / (out.size() / step);
  const std::size_t head_rows = by_row ? rows / static_cast<std::size_t>(entry.interleaved_heads) : 1;
  std::atomic<bool> failed = false;
  parallel_ranges(out.size() / step, elements_a_thread / step, [&](std::size_t first, std::size_t last) {
    if (!by_row) {
      const auto bytes = entry.bytes.subspan(first * step_bytes, (last - first) * step_bytes);
      if (!dequantize(entry.type, bytes, out.subspan(first * step, (last - first) * step))) failed = true;
      return;
    }
    for (std::size_t row = first; row < last; ++row) {
      const auto bytes = entry.bytes.subspan(row * step_bytes, step_bytes);
      if (!dequantize(entry.type, bytes, out.subspan(half_split_row(row, head_rows) * step, step))) failed = true;
    }
  });
  if (failed) return fail("cannot be decoded from " + std::string(type_name(entry.type)), entry.name);
  return check_finite(out, entry.name, path().string());
}

}  // namespace rotorscope
