#include "kernels/cuda/emulation/fiber.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace rotorscope::cuda::emulation {
namespace {

constexpr std::size_t stack_bytes = 256 * 1024;  // mapped as far as it is touched
constexpr unsigned lanes = 32;
constexpr std::size_t guard_bytes = 4096;
constexpr unsigned char guard_byte = 0xa5;
constexpr unsigned char poison_byte = 0xff;  // floats of it are NaNs
constexpr int launch_failure = 719;          // cudaErrorLaunchFailure

struct Meeting {
  std::uint64_t generation = 0;
  unsigned arrived = 0;
  int kind = 0;
  Exchange slots[2][lanes];  // of this generation and the last: slow lanes may still read those
};

struct Fiber {
  ucontext_t context;
  char* stack = nullptr;
  void* false_stack = nullptr;  // the address sanitizer's
  Position position;
  const Meeting* waits_for = nullptr;
  std::uint64_t generation = 0;  // that it waits to pass
  bool finished = false;
};

/// All that a launch needs; one at a time.
struct Machine {
  ucontext_t scheduler;
  const void* scheduler_stack = nullptr;
  std::size_t scheduler_stack_bytes = 0;
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<Meeting> warps;
  Meeting block;
  std::vector<unsigned char> memory;
  unsigned char* shared = nullptr;
  Fiber* current = nullptr;
  const std::function<void()>* body = nullptr;
  std::string error;
};

Machine* machine = nullptr;
std::vector<std::unique_ptr<char[]>> stacks;  // kept from launch to launch: mapping them anew takes longest
unsigned schedule_seed = 2;
std::string error_of_last_run;

/// `leaving`: where the sanitizer keeps the stack that is left, null where it ends.
void start_switch([[maybe_unused]] void** leaving, [[maybe_unused]] const void* stack,
                  [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(leaving, stack, bytes);
#endif
}
void finish_switch([[maybe_unused]] void* entered, [[maybe_unused]] const void** from,
                   [[maybe_unused]] std::size_t* bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(entered, from, bytes);
#endif
}

void yield() {
  Fiber* fiber = machine->current;
  start_switch(&fiber->false_stack, machine->scheduler_stack, machine->scheduler_stack_bytes);
  swapcontext(&fiber->context, &machine->scheduler);
  finish_switch(fiber->false_stack, nullptr, nullptr);
}

void enter() {
  finish_switch(nullptr, &machine->scheduler_stack, &machine->scheduler_stack_bytes);
  (*machine->body)();
  Fiber* fiber = machine->current;
  fiber->finished = true;
  start_switch(nullptr, machine->scheduler_stack, machine->scheduler_stack_bytes);
  swapcontext(&fiber->context, &machine->scheduler);
}

void resume(Fiber& fiber) {
  machine->current = &fiber;
  void* false_stack = nullptr;
  start_switch(&false_stack, fiber.stack, stack_bytes);
  swapcontext(&machine->scheduler, &fiber.context);
  finish_switch(false_stack, nullptr, nullptr);
  machine->current = nullptr;
}

/// Joins a meeting of `size`; the last to come opens it.
void join(Meeting& meeting, unsigned size, int kind) {
  if (meeting.arrived == 0) meeting.kind = kind;
  if (meeting.kind != kind) machine->error = "lanes of a warp meet in different exchanges";
  if (++meeting.arrived == size) {
    meeting.arrived = 0;
    ++meeting.generation;
    return;
  }
  Fiber* fiber = machine->current;
  fiber->waits_for = &meeting;
  fiber->generation = meeting.generation;
  yield();
}

/// Rounds over the block's fibers until all have finished.
void run_block(std::vector<std::size_t>& order, std::minstd_rand& random) {
  for (std::size_t left = order.size(); left > 0 && machine->error.empty();) {
    if (schedule_seed > 1) std::shuffle(order.begin(), order.end(), random);
    bool moved = false;
    for (const std::size_t index : order) {
      Fiber& fiber = *machine->fibers[index];
      if (fiber.finished) continue;
      if (fiber.waits_for != nullptr && fiber.waits_for->generation == fiber.generation) continue;
      fiber.waits_for = nullptr;
      resume(fiber);
      moved = true;
      if (fiber.finished) --left;
      if (!machine->error.empty()) return;
    }
    if (!moved) machine->error = "a barrier or an exchange that not all threads reach";
  }
}

void start_block(unsigned index, unsigned grid, unsigned threads) {
  machine->block = {};
  for (Meeting& warp : machine->warps) warp.arrived = 0;
  for (unsigned t = 0; t < threads; ++t) {
    Fiber& fiber = *machine->fibers[t];
    fiber.finished = false;
    fiber.waits_for = nullptr;
    fiber.position = {{t, 0, 0}, {index, 0, 0}, {threads, 1, 1}, {grid, 1, 1}};
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack;
    fiber.context.uc_stack.ss_size = stack_bytes;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, &enter, 0);
  }
}

}  // namespace

const Position& position() { return machine->current->position; }
unsigned char* shared() { return machine->shared; }
void set_schedule(unsigned seed) { schedule_seed = seed; }
const std::string& last_error() { return error_of_last_run; }

void meet_block() { join(machine->block, machine->current->position.block_size.x, 0); }

const Exchange* meet_warp(int kind, const Exchange& mine) {
  const unsigned thread = machine->current->position.thread_index.x;
  Meeting& warp = machine->warps[thread / lanes];
  Exchange* slots = warp.slots[warp.generation % 2];
  slots[thread % lanes] = mine;
  join(warp, lanes, kind);
  return slots;
}

int run(unsigned grid, unsigned threads, unsigned shared_bytes, const std::function<void()>& body) {
  Machine here;
  here.body = &body;
  here.warps.resize((threads + lanes - 1) / lanes);
  here.memory.resize(shared_bytes + 2 * guard_bytes);
  const auto start = reinterpret_cast<std::uintptr_t>(here.memory.data());
  here.shared = here.memory.data() + (guard_bytes - start % guard_bytes) % guard_bytes;
  for (unsigned t = 0; t < threads; ++t) {
    here.fibers.push_back(std::make_unique<Fiber>());
    if (t == stacks.size()) stacks.push_back(std::unique_ptr<char[]>(new char[stack_bytes]));
    here.fibers.back()->stack = stacks[t].get();
  }
  std::vector<std::size_t> order(threads);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (schedule_seed == 1) std::reverse(order.begin(), order.end());
  std::minstd_rand random(schedule_seed);
  machine = &here;
  for (unsigned block = 0; block < grid && here.error.empty(); ++block) {
    std::memset(here.shared, poison_byte, shared_bytes);
    unsigned char* guard = here.shared + shared_bytes;
    unsigned char* end = here.memory.data() + here.memory.size();
    std::fill(guard, end, guard_byte);
    start_block(block, grid, threads);
    run_block(order, random);
    if (here.error.empty() && std::any_of(guard, end, [](unsigned char byte) { return byte != guard_byte; }))
      here.error = "a write past the shared memory that was asked for";
  }
  machine = nullptr;
  error_of_last_run = here.error;
  return here.error.empty() ? 0 : launch_failure;
}

}  // namespace rotorscope::cuda::emulation
