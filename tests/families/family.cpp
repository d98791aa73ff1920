#include "tests/families/family.h"

#include "core/formats/safetensors.h"

#include <cstring>

#include <ATen/ATen.h>

namespace rotorscope::testing {
namespace {

at::Tensor stored(const SafetensorsFile& file, const char* name, at::ScalarType type) {
  const TensorView* view = file.tensor(name);
  if (view == nullptr) throw std::runtime_error(std::string("there is no ") + name);
  at::Tensor tensor = at::empty(view->shape, type);
  std::memcpy(tensor.mutable_data_ptr(), view->bytes.data(), view->bytes.size());
  return tensor;
}

}  // namespace

FamilyTest::FamilyTest() {
  const auto file = must(SafetensorsFile::open(folder() + "/expected.safetensors"));
  ids_ = stored(*file, "ids", at::kInt).to(at::kLong);
  expected_ = stored(*file, "logits", at::kFloat);
}

std::string FamilyTest::folder() { return std::string(FAMILIES) + "/" + name(); }

Network FamilyTest::network(const std::string& path) {
  NoProgress progress;
  return must(load_network(*must(Checkpoint::open(path)), progress, {}));
}

at::Tensor FamilyTest::logits_of(const Network& network, SiteHook* hook, std::int64_t tokens) const {
  const c10::InferenceMode inference;
  const at::Tensor ids = tokens > 0 ? ids_.slice(1, 0, tokens) : ids_;
  return logits(network, forward(network, ids, hook));
}

RotationSet FamilyTest::rotation(const std::string& kind) const {
  return must(random_rotation(kind, 3, network().config));
}

double difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

std::string family_name(const ::testing::TestParamInfo<const char*>& info) { return info.param; }

}  // namespace rotorscope::testing
