// Weights in a scratch file instead of in memory, for models larger than that: mapped, read where they are used, and
// put out of memory after it.
#pragma once

#include "core/base/result.h"
#include "core/model/network.h"

#include <cstdint>
#include <memory>

#include <ATen/core/Tensor.h>

namespace rotorscope {

class Spill : public std::enable_shared_from_this<Spill> {
 public:
  /// A file without a name in $TMPDIR (else /var/tmp), which goes with the process. Error: it cannot be made there.
  static Result<std::shared_ptr<Spill>> create();
  ~Spill();
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  /// The same values in the file, not to be written to; their place in it is given back with the last reference.
  /// Undefined and tiny tensors stay as they are. Throws std::runtime_error where the disk is full.
  at::Tensor keep(const at::Tensor& tensor);
  /// All weights of a block that was made from `source`, which is released.
  Block keep(Block made, const Block& source);

  /// Takes kept tensors out of memory; they are read again when they are used.
  void release(const at::Tensor& tensor) const;
  void release(const Block& block) const;

  /// Bytes in the file now.
  [[nodiscard]] std::int64_t bytes() const;

 private:
  struct State;
  [[nodiscard]] bool holds(const void* begin) const;
  explicit Spill(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// The memory that this process may take, bytes; 0: all there is. Set by the operations' runtime options.
void set_memory_limit(std::int64_t bytes);
[[nodiscard]] std::int64_t memory_limit();

/// Where the weights of a model of this shape go: null, into memory, where two copies of it in float32 fit into the
/// limit beside what else there is. Errors: the limit is too small for one block and the chunks of logits, no file.
Result<std::shared_ptr<Spill>> spill_for(const ModelConfig& config);

/// Whether work that takes `extra` bytes beside a block fits into the limit. Errors: the limit is too small.
Status check_memory_limit(const ModelConfig& config, std::int64_t extra);

}  // namespace rotorscope
