// The blocks that follow R4's Hadamard: their learning, and that they change nothing but what rounding costs.
#include "core/base/progress.h"
#include "core/model/forward.h"
#include "core/rotation/block_rotation.h"
#include "core/rotation/merge.h"
#include "core/rotation/rotation_file.h"
#include "tests/formats/scratch_folder.h"
#include "tests/golden/golden_data.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::tiny_network;

at::Tensor gaussian(at::IntArrayRef sizes, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randn(sizes, generator, at::kFloat);
}

std::vector<at::Tensor> random_blocks(const ModelConfig& config, std::int64_t side) {
  std::vector<at::Tensor> layers;
  for (int layer = 0; layer < config.layers; ++layer) {
    std::vector<at::Tensor> blocks;
    for (std::int64_t b = 0; b < config.intermediate_size / side; ++b) {
      blocks.push_back(random_orthogonal(side, static_cast<std::uint64_t>(1000L * layer + b)));
    }
    layers.push_back(at::stack(blocks));
  }
  return layers;
}

TEST(BlockRotation, IsTheBlockDiagonalProduct) {
  const at::Tensor x = gaussian({5, 12}, 1);
  const at::Tensor blocks = at::stack({random_orthogonal(4, 1), random_orthogonal(4, 2), random_orthogonal(4, 3)});
  const at::Tensor dense = at::block_diag({blocks[0], blocks[1], blocks[2]}).to(at::kFloat);
  EXPECT_TRUE(times_blocks(x, blocks).allclose(at::matmul(x, dense), 1e-5, 1e-6));
  EXPECT_TRUE(times_blocks(x, blocks, true).allclose(at::matmul(x, dense.t()), 1e-5, 1e-6));
}

/// Channels of a block share a few directions, so that their extremes can be turned away.
at::Tensor correlated(std::int64_t tokens, std::int64_t channels, std::int64_t side) {
  std::vector<at::Tensor> pieces;
  for (std::int64_t b = 0; b < channels / side; ++b) {
    const auto seed = static_cast<std::uint64_t>(10 + 2 * b);
    at::Tensor piece = 0.3 * gaussian({tokens, side}, seed);
    piece.select(1, b % side).add_(3.0 * gaussian({tokens}, seed + 1).pow(3));
    pieces.push_back(piece);
  }
  return at::cat(pieces, 1);
}

TEST(BlockRotation, LearningLowersTheNoiseOfTokensItHasNotSeen) {
  const at::Tensor x = correlated(600, 32, 8);
  BlockLearning how;
  how.block = 8;
  how.steps = 120;
  const BlockRotation learned = learn_block_rotation(x, how, never_stopped());
  EXPECT_LT(learned.after, 0.8 * learned.before);
  EXPECT_LT(orthogonality_error(learned.blocks), 1e-10);
  // The same seed gives the same blocks.
  EXPECT_TRUE(at::equal(learned.blocks, learn_block_rotation(x, how, never_stopped()).blocks));
  // With a grid a group the rows are shorter, and still win.
  how.columns = 16;
  const BlockRotation grouped = learn_block_rotation(x, how, never_stopped());
  EXPECT_LT(grouped.after, 0.9 * grouped.before);
}

TEST(BlockRotation, WhatDoesNotServeIsNotKept) {
  // The held-out eighth is of another kind: rotating what is even there can only make it uneven.
  const at::Tensor signs = gaussian({20, 16}, 4).sign();
  const at::Tensor x = at::cat({correlated(140, 16, 16), signs});
  BlockLearning how;
  how.block = 16;
  how.steps = 60;
  const BlockRotation learned = learn_block_rotation(x, how, never_stopped());
  EXPECT_EQ(learned.after, learned.before);
  EXPECT_TRUE(learned.blocks[0].equal(at::eye(16, at::kDouble)));
}

TEST(BlockRotation, ChangesNothingInTheNetworksOutput) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const Network folded = fold_norms(tiny_network("tiny_gqa_tied"));
  auto set = random_rotation("hadamard", 3, folded.config);
  ASSERT_TRUE(set);
  set->r4_blocks = random_blocks(folded.config, 8);
  NoProgress quiet;
  const auto merged = merge_rotation(folded, *set, quiet, never_stopped());
  ASSERT_TRUE(merged) << merged.error().message();
  auto generator = at::make_generator<at::CPUGeneratorImpl>(5);
  const at::Tensor ids = at::randint(0, folded.config.vocab_size, {1, 24}, generator, at::kLong);
  OnlineRotation online(*set, nullptr);
  const auto logits = [&](const Network& network, SiteHook* hook) {
    return at::linear(forward(network, ids, hook), network.head);
  };
  const at::Tensor expected = logits(folded, nullptr);
  const double scale = expected.abs().max().item<double>();
  EXPECT_LT((logits(*merged, &online) - expected).abs().max().item<double>(), 1e-4 * scale);
  // Without the activation side it is another network: the check above can fail.
  EXPECT_GT((logits(*merged, nullptr) - expected).abs().max().item<double>(), 1e-2 * scale);
}

TEST(BlockRotation, IsKeptInFiles) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const ModelConfig config = tiny_network("tiny_gqa_tied").config;
  auto set = random_rotation("hadamard", 3, config);
  ASSERT_TRUE(set);
  set->r4_blocks = random_blocks(config, 8);
  const auto same = [&](const RotationSet& other, double tolerance) {
    ASSERT_EQ(other.r4_blocks.size(), set->r4_blocks.size());
    for (std::size_t i = 0; i < set->r4_blocks.size(); ++i) {
      EXPECT_TRUE(other.r4_blocks[i].allclose(set->r4_blocks[i], 0, tolerance));
    }
  };
  const auto stored = from_stored(to_stored(*set, config), config);
  ASSERT_TRUE(stored) << stored.error().message();
  same(*stored, 0);
  const ScratchFolder folder;
  const auto file = folder.path() / "r.safetensors";
  ASSERT_TRUE(save_rotation(file, *set));
  const auto read = load_rotation(file, config);
  ASSERT_TRUE(read) << read.error().message();
  same(*read, 1e-6);
  RotationSpec off;
  off.r4 = "off";
  EXPECT_TRUE(with_switches(*read, off)->r4_blocks.empty());

  set->r4_blocks[1] = set->r4_blocks[1] * 1.1;
  ASSERT_TRUE(save_rotation(file, *set));
  const auto scaled = load_rotation(file, config);
  ASSERT_FALSE(scaled);
  EXPECT_THAT(scaled.error().message(), HasSubstr("R4_blocks is not orthogonal"));
  StoredRotation missing = to_stored(*set, config);
  missing.r4_blocks.pop_back();
  EXPECT_FALSE(from_stored(missing, config));
}

}  // namespace
}  // namespace rotorscope
