// GPTQ of whole networks: which inputs each layer sees, stopping, going on, and what it is good for.
#include "core/quant/gptq_network.h"

#include "core/pipeline/gptq_checkpoints.h"
#include "core/quant/gptq.h"
#include "core/quant/weight_quantizer.h"
#include "core/rotation/merge.h"
#include "tests/formats/scratch_folder.h"
#include "tests/golden/golden_data.h"

#include <map>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::tiny_network;

/// Keeps what one site of one layer showed.
class Capture final : public SiteHook {
 public:
  Capture(std::size_t layer, Site site) : layer_(layer), site_(site) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    if (layer == LayerIndex(static_cast<std::int64_t>(layer_)) && site == site_) seen = x;
    return x;
  }
  at::Tensor seen;

 private:
  std::size_t layer_;
  Site site_;
};

/// Stops at the advance that is named.
class StopAt final : public Progress {
 public:
  explicit StopAt(int count) : left_(count) {}
  void advance(std::int64_t, std::int64_t, const std::string&) override {
    if (--left_ == 0) source.request_stop();
  }
  void log(const std::string&) override {}
  std::stop_source source;

 private:
  int left_;
};

Network unwrapped(Result<Network> network) {
  if (!network) throw std::runtime_error(network.error().message());
  return *network;
}

QuantSpec gptq_spec(int bits = 4) {
  QuantSpec quant;
  quant.w_bits = bits;
  quant.w_method = "gptq";
  quant.w_clip_search = false;
  return quant;
}

/// The same by whole forward passes of the half-quantized network, as one would write it without thinking of speed.
Network by_whole_passes(Network network, const QuantSpec& quant, const RotationSet& set, const at::Tensor& windows) {
  const GptqOptions options{quant.w_bits, quant.w_symmetric, quant.w_group, quant.w_clip_search};
  for (std::size_t layer = 0; layer < network.blocks.size(); ++layer) {
    Block& b = network.blocks[layer];
    const std::vector<std::pair<Site, std::vector<Linear*>>> stages = {{Site::attn_in, {&b.q, &b.k, &b.v}},
                                                                       {Site::o_in, {&b.o}},
                                                                       {Site::mlp_in, {&b.gate, &b.up}},
                                                                       {Site::down_in, {&b.down}}};
    for (const auto& [site, linears] : stages) {
      Capture capture(layer, site);
      OnlineRotation online(set, &capture);
      (void)forward(network, windows, &online);
      for (Linear* linear : linears) {
        HessianSum sum(linear->weight.size(1));
        sum.add(capture.seen, never_stopped());
        const auto factor = gptq_factor(sum.hessian(), quant.w_act_order, quant.w_damping, never_stopped());
        linear->weight = gptq_weight(linear->weight, *factor, options, never_stopped());
      }
    }
  }
  return network;
}

/// The share of all weights that agree.
double agreement(Network a, Network b) {
  double same = 0;
  double all = 0;
  for (std::size_t layer = 0; layer < a.blocks.size(); ++layer) {
    std::map<std::string, at::Tensor> weights;
    a.blocks[layer].for_each_linear([&](const char* name, Linear& linear) { weights[name] = linear.weight; });
    b.blocks[layer].for_each_linear([&](const char* name, Linear& linear) {
      const at::Tensor difference = (linear.weight - weights[name]).abs();
      same += difference.le(1e-4 * linear.weight.abs().max()).sum().item<double>();
      all += static_cast<double>(difference.numel());
    });
  }
  return same / all;
}

class GptqNetwork : public ::testing::Test {
 protected:
  void SetUp() override {
    ROTORSCOPE_NEEDS_GOLDENS();
    at::manual_seed(3);
    windows_ = at::randint(0, 128, {6, 64}, at::kLong);
    folded_ = fold_norms(tiny_network("tiny_gqa_tied"));
  }
  Network quantized(const Network& network, const QuantSpec& quant, SiteHook* online = nullptr,
                    const GptqCheckpoints& checkpoints = {}, const GptqLimits& limits = {}) {
    return unwrapped(gptq_network(network, quant, online, windows_, checkpoints, progress_, never_stopped(), limits));
  }

  NoProgress progress_;
  at::Tensor windows_;
  Network folded_;
};

TEST_F(GptqNetwork, EachLayerSeesTheQuantizedOnesBefore) {
  for (const char* model : {"tiny_gqa_tied", "tiny_mha_bias", "tiny_wide_ffn"}) {
    const Network folded = fold_norms(tiny_network(model));
    for (const char* kind : {"none", "hadamard"}) {
      RotationSet set;
      if (std::string(kind) != "none") set = *random_rotation(kind, 1, folded.config);
      const Network merged = unwrapped(merge_rotation(folded, set, progress_, never_stopped()));
      OnlineRotation online(set, nullptr);
      QuantSpec quant = gptq_spec(3);
      quant.w_act_order = std::string(model) == "tiny_mha_bias";
      const Network fast = quantized(merged, quant, &online);
      EXPECT_GE(agreement(fast, by_whole_passes(merged, quant, set, windows_)), 0.98) << model << " " << kind;
      // the inputs of the unquantized network give something else, so that the comparison can fail
      EXPECT_LT(agreement(fast, merged), 0.5);
    }
  }
}

TEST_F(GptqNetwork, SmallBatchesGiveTheSame) {
  const QuantSpec quant = gptq_spec();
  EXPECT_GE(agreement(quantized(folded_, quant), quantized(folded_, quant, nullptr, {}, {0, 1})), 0.98);
}

TEST_F(GptqNetwork, TheSameTwice) {
  EXPECT_EQ(agreement(quantized(folded_, gptq_spec()), quantized(folded_, gptq_spec())), 1);
}

TEST_F(GptqNetwork, KeepsTheLogitsBetterThanRounding) {
  const c10::InferenceMode inference;
  const at::Tensor other = at::randint(0, 128, {8, 64}, at::kLong);
  const auto logits_error = [&](const Network& network) {
    const at::Tensor expected = logits(folded_, forward(folded_, other, nullptr));
    return (logits(network, forward(network, other, nullptr)) - expected).square().mean().item<double>();
  };
  windows_ = at::randint(0, 128, {32, 64}, at::kLong);
  for (const int bits : {3, 4}) {
    QuantSpec quant = gptq_spec(bits);
    const double rtn = logits_error(quantize_weights(folded_, quant, progress_, never_stopped()));
    EXPECT_LT(logits_error(quantized(folded_, quant)), 0.9 * rtn) << bits;
  }
}

TEST_F(GptqNetwork, StopsAtAnyStage) {
  for (int count = 1; count <= 8; ++count) {
    StopAt progress(count);
    EXPECT_THROW((void)gptq_network(folded_, gptq_spec(), nullptr, windows_, {}, progress, progress.source.get_token()),
                 Cancelled)
        << count;
  }
}

TEST_F(GptqNetwork, GoesOnAfterTheLayersThatAreDone) {
  const ScratchFolder folder;
  const std::string path = (folder.path() / "layers").string();
  const QuantSpec quant = gptq_spec();
  StopAt progress(6);  // inside the second layer
  EXPECT_THROW((void)gptq_network(folded_, quant, nullptr, windows_, gptq_checkpoints(path, "a"), progress,
                                  progress.source.get_token()),
               Cancelled);
  const auto first = std::filesystem::path(path) / "layer-0.safetensors";
  ASSERT_TRUE(std::filesystem::exists(first));
  const auto written = std::filesystem::last_write_time(first);
  const Network whole = quantized(folded_, quant);
  EXPECT_EQ(agreement(quantized(folded_, quant, nullptr, gptq_checkpoints(path, "a")), whole), 1);
  EXPECT_EQ(std::filesystem::last_write_time(first), written);
  // other settings, or a damaged file: made anew
  EXPECT_EQ(agreement(quantized(folded_, gptq_spec(3), nullptr, gptq_checkpoints(path, "b")),
                      quantized(folded_, gptq_spec(3))),
            1);
  std::filesystem::resize_file(first, 200);
  EXPECT_EQ(agreement(quantized(folded_, gptq_spec(3), nullptr, gptq_checkpoints(path, "b")),
                      quantized(folded_, gptq_spec(3))),
            1);
}

TEST(CalibrationWindows, AreWholeAndNoMoreThanAskedFor) {
  const at::Tensor ids = at::arange(1300, at::TensorOptions(at::kLong));
  EXPECT_EQ(calibration_windows(ids, 8192).sizes(), (at::IntArrayRef{2, 512}));
  EXPECT_EQ(calibration_windows(ids, 1023).sizes(), (at::IntArrayRef{1, 512}));
  EXPECT_EQ(calibration_windows(ids, 100).sizes(), (at::IntArrayRef{1, 100}));
  EXPECT_EQ(calibration_windows(ids.slice(0, 0, 30), 8192).sizes(), (at::IntArrayRef{1, 30}));
  EXPECT_EQ(calibration_windows(ids, 8192)[1][0].item<int>(), 512);
}

}  // namespace
}  // namespace rotorscope
