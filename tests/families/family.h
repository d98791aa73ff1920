// The tiny checkpoint of one family, what transformers computes with it, and how near a result is.
#pragma once

#include "core/model/network.h"
#include "core/pipeline/operations.h"
#include "tests/formats/scratch_folder.h"

#include <string>

#include <ATen/core/Tensor.h>
#include <gtest/gtest.h>

namespace rotorscope::testing {

/// The value of a Result, or an exception that fails the test.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

/// "llama", "mistral", …
class FamilyTest : public ::testing::TestWithParam<const char*> {
 protected:
  FamilyTest();
  [[nodiscard]] static std::string name() { return GetParam(); }
  /// The checkpoint's folder.
  [[nodiscard]] static std::string folder();
  /// Its weights as they are.
  [[nodiscard]] static Network network(const std::string& path = folder());
  /// Logits [2, tokens, vocab] of the first `tokens` of ids_ (0: all).
  [[nodiscard]] at::Tensor logits_of(const Network& network, SiteHook* hook = nullptr, std::int64_t tokens = 0) const;
  [[nodiscard]] RotationSet rotation(const std::string& kind) const;

  at::Tensor ids_;       ///< int64 [2, 24]
  at::Tensor expected_;  ///< transformers' logits
  ScratchFolder scratch_;
  Workspace workspace_;
  NoReport report_;
};

/// max |a − b|.
double difference(const at::Tensor& a, const at::Tensor& b);

/// For INSTANTIATE_TEST_SUITE_P.
inline const auto every_family = ::testing::Values("llama", "mistral", "qwen2", "qwen3", "phi3");
std::string family_name(const ::testing::TestParamInfo<const char*>& info);

}  // namespace rotorscope::testing
