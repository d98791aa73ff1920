#include "core/model/block_stream.h"

#include <array>
#include <optional>
#include <utility>

#include <ATen/ATen.h>
#include <c10/core/Event.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace rotorscope {
namespace {

constexpr std::size_t nothing = static_cast<std::size_t>(-1);

std::array<at::Tensor*, 18> tensors_of(Block& b) {
  return {&b.input_norm,  &b.post_norm, &b.q_norm,    &b.k_norm,  &b.q.weight,    &b.q.bias,
          &b.k.weight,    &b.k.bias,    &b.v.weight,  &b.v.bias,  &b.o.weight,    &b.o.bias,
          &b.gate.weight, &b.gate.bias, &b.up.weight, &b.up.bias, &b.down.weight, &b.down.bias};
}

/// A copy of `from` into the buffer, made anew where it has another shape or is not there.
void copy_into(Block& buffer, Block& from, c10::Device device) {
  const auto targets = tensors_of(buffer);
  const auto sources = tensors_of(from);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const at::Tensor& source = *sources[i];
    at::Tensor& target = *targets[i];
    if (!source.defined()) {
      target = at::Tensor();
      continue;
    }
    if (!target.defined() || target.sizes() != source.sizes() || target.scalar_type() != source.scalar_type()) {
      target = at::empty(source.sizes(), source.options().device(device).pinned_memory(false));
    }
    target.copy_(source, /*non_blocking=*/true);
  }
}

}  // namespace

/// On a GPU `copying` is a stream of its own; elsewhere copies are made at once, in the same order.
struct BlockStream::State {
  struct Slot {
    Block block;
    std::size_t holds = nothing;
    std::optional<c10::Event> copied;
  };

  State(std::vector<Block> host_blocks, c10::Device on) : blocks(std::move(host_blocks)), device(on) {
    if (device.is_cpu()) return;
    guard.emplace(device.type());
    copying = guard->getStreamFromGlobalPool(device, /*isHighPriority=*/false);
    for (Block& block : blocks) {
      for (at::Tensor* tensor : tensors_of(block)) {
        if (tensor->defined()) *tensor = tensor->contiguous().pin_memory();
      }
    }
  }

  /// Queues the copy of a block into a slot, after all that the current stream was given so far.
  void start(Slot& slot, std::size_t index) {
    const c10::InferenceMode ordinary(false);  // buffers outlive whichever mode the pass runs in
    ++copies;
    slot.holds = index;
    if (!copying) {
      copy_into(slot.block, blocks[index], device);
      return;
    }
    c10::Event used(device.type());
    used.record(guard->getStream(device));
    used.block(*copying);
    const c10::StreamGuard side(*copying);
    copy_into(slot.block, blocks[index], device);
    if (!slot.copied) slot.copied.emplace(device.type());
    slot.copied->record(*copying);
  }

  std::vector<Block> blocks;
  c10::Device device;
  std::optional<c10::impl::VirtualGuardImpl> guard;
  std::optional<c10::Stream> copying;
  std::array<Slot, 2> slots;
  std::size_t next_slot = 0;
  std::int64_t copies = 0, late = 0;
};

BlockStream::BlockStream(std::vector<Block> blocks, c10::Device device)
    : state_(std::make_unique<State>(std::move(blocks), device)) {}

BlockStream::~BlockStream() {
  // The buffers' memory belongs to the copying stream's pool; kernels on the current one may still read it.
  if (state_->copying) state_->guard->synchronizeDevice(state_->device.index());
}

Block BlockStream::fetch(std::size_t index) {
  State& s = *state_;
  State::Slot& slot = s.slots[s.next_slot];
  if (slot.holds != index) {
    ++s.late;
    s.start(slot, index);
  }
  if (slot.copied) slot.copied->block(s.guard->getStream(s.device));
  s.next_slot = 1 - s.next_slot;
  // The other slot holds the block before this one, whose kernels are all queued by now: the copy waits for them.
  const std::size_t next = (index + 1) % s.blocks.size();
  if (s.slots[s.next_slot].holds != next) s.start(s.slots[s.next_slot], next);
  return slot.block;
}

const std::vector<Block>& BlockStream::host_blocks() const { return state_->blocks; }
std::int64_t BlockStream::copies() const { return state_->copies; }
std::int64_t BlockStream::late_copies() const { return state_->late; }

std::int64_t BlockStream::buffer_bytes() const {
  std::int64_t bytes = 0;
  for (State::Slot& slot : state_->slots) {
    for (const at::Tensor* tensor : tensors_of(slot.block)) {
      if (tensor->defined()) bytes += static_cast<std::int64_t>(tensor->nbytes());
    }
  }
  return bytes;
}

Network streamed_network(Network network, c10::Device device) {
  const auto stream = std::make_shared<BlockStream>(std::exchange(network.blocks, {}), device);
  network = to_device(network, device);
  network.blocks = stream->host_blocks();  // forward() counts them; it takes each from the stream
  network.stream = stream;
  return network;
}

}  // namespace rotorscope
