// Runs a kernel's blocks on the CPU, each thread of a block as a fiber of its own, so that barriers and exchanges
// between lanes really interleave: what a kernel forgets to wait for, it misses here too. One block after another, one
// fiber at a time, in an order that changes with every round.
//
// Found and reported: barriers or exchanges that not all threads reach, lanes that meet in different exchanges, and
// writes past the shared memory that was asked for. Shared memory starts as NaNs in every block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace rotorscope::cuda::emulation {

struct Index {
  unsigned x = 0, y = 0, z = 0;
};

/// Where a running thread stands in its launch.
struct Position {
  Index thread_index, block_index, block_size, grid_size;
};
const Position& position();

/// Block's dynamic shared memory.
unsigned char* shared();

/// Waits for all threads of the block.
void meet_block();

/// What an exchange between lanes hands around.
constexpr std::size_t exchange_words = 6;
struct Exchange {
  std::uint32_t words[exchange_words] = {};
};

/// Waits for all 32 lanes of the warp and returns what each of them gave; valid until the lane's next exchange. `kind`
/// tells one sort of exchange from another.
const Exchange* meet_warp(int kind, const Exchange& mine);

/// How rounds are ordered, for tests: 0 by index, 1 backwards, else shuffled from this seed.
void set_schedule(unsigned seed);

/// Runs body once for each thread. Returns 0, or a cudaError_t with the reason in last_error().
int run(unsigned grid, unsigned threads, unsigned shared_bytes, const std::function<void()>& body);

/// Why the last run failed; empty where none did.
const std::string& last_error();

}  // namespace rotorscope::cuda::emulation
