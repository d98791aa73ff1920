// Runs networks that are larger than the GPU: the weights stay in the host's memory, and each block is copied to one of
// two device buffers while the block before it computes.
#pragma once

#include "core/model/network.h"

#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

namespace rotorscope {

/// Serves one forward pass at a time, and no backward pass, which would find other weights in the buffers (libtorch
/// then reports that they were modified).
class BlockStream {
 public:
  /// `blocks` on the host; where `device` is a GPU they are moved to page-locked memory, so that copies can overlap
  /// with kernels. The blocks of a network have the same shapes.
  BlockStream(std::vector<Block> blocks, c10::Device device);
  BlockStream(const BlockStream&) = delete;
  BlockStream& operator=(const BlockStream&) = delete;
  ~BlockStream();

  /// Block `index` on the device, valid until the next but one is fetched. Starts to copy the block after it (after the
  /// last: the first, for the next pass).
  Block fetch(std::size_t index);

  /// The blocks on the host.
  [[nodiscard]] const std::vector<Block>& host_blocks() const;
  /// Copies started so far, and how many of them a fetch had to start itself because no earlier one had.
  [[nodiscard]] std::int64_t copies() const;
  [[nodiscard]] std::int64_t late_copies() const;
  /// Bytes of the two buffers, once they exist.
  [[nodiscard]] std::int64_t buffer_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The network with everything but its blocks on `device`, and a stream that brings those; for inference only. Takes
/// the network, so that its pageable weights go as the page-locked ones come.
Network streamed_network(Network network, c10::Device device);

}  // namespace rotorscope
