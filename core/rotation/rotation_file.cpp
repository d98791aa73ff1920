#include "core/rotation/rotation_file.h"

#include "core/base/files.h"
#include "core/formats/pickle_check.h"
#include "core/formats/project/project_file.h"
#include "core/formats/safetensors.h"
#include "core/formats/safetensors_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <string_view>

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>
#include <caffe2/serialize/read_adapter_interface.h>
#include <torch/csrc/jit/serialization/pickle.h>

namespace rotorscope {
namespace {

constexpr double orthogonality_limit = 1e-3;
constexpr const char* fit_hint = "use a rotation that was made for this model";

std::string r2_name(int layer) { return "model.layers." + std::to_string(layer) + ".self_attn.R2"; }

std::string r4_name(int layer) { return "model.layers." + std::to_string(layer) + ".mlp.R4_blocks"; }
std::string v_scale_name(int layer) { return "model.layers." + std::to_string(layer) + ".self_attn.v_scale"; }
std::string down_scale_name(int layer) { return "model.layers." + std::to_string(layer) + ".mlp.down_scale"; }

/// A named matrix of a file; undefined where the file has none.
using MatrixSource = std::function<Result<at::Tensor>(const std::string& name)>;

Result<at::Tensor> checked(const at::Tensor& matrix, const std::string& name, std::int64_t n,
                           const std::string& where) {
  if (matrix.dim() != 2 || matrix.size(0) != n || matrix.size(1) != n) {
    return fail(name + " is not " + std::to_string(n) + " × " + std::to_string(n), where, fit_hint);
  }
  const at::Tensor r = matrix.to(at::kDouble).contiguous();
  const double error = orthogonality_error(r);
  if (!(error < orthogonality_limit)) {
    return fail(name + " is not orthogonal: R Rᵀ differs from I by " + std::to_string(error), where,
                "it may be damaged, or not a rotation");
  }
  return r;
}

/// A stack of blocks over `width` channels, from a tensor of that shape or of its values in order.
Result<at::Tensor> checked_blocks(const at::Tensor& values, const std::string& name, std::int64_t width,
                                  const std::string& where) {
  const std::int64_t side = values.numel() / width;
  if (side < 1 || side * width != values.numel() || width % side != 0) {
    return fail(name + " has " + std::to_string(values.numel()) + " values, no square blocks over " +
                    std::to_string(width) + " channels",
                where, fit_hint);
  }
  const at::Tensor blocks = values.to(at::kDouble).reshape({width / side, side, side}).contiguous();
  const double error = orthogonality_error(blocks);
  if (!(error < orthogonality_limit)) {
    return fail(name + " is not orthogonal: R Rᵀ differs from I by " + std::to_string(error), where,
                "it may be damaged, or not a rotation");
  }
  return blocks;
}

Status collect_blocks(RotationSet& set, const MatrixSource& matrix, const ModelConfig& config,
                      const std::string& where) {
  for (int layer = 0; layer < config.layers; ++layer) {
    ROTOR_TRY(const at::Tensor found, matrix(r4_name(layer)));
    if (!found.defined()) {
      if (layer == 0) return {};
      return fail(r4_name(layer) + " is missing", where, fit_hint);
    }
    ROTOR_TRY(at::Tensor blocks, checked_blocks(found, r4_name(layer), config.intermediate_size, where));
    set.r4_blocks.push_back(std::move(blocks));
  }
  return {};
}

/// Scales as [rows, columns] or, with rows 0, [columns]; float64, positive.
Result<at::Tensor> checked_scale(const at::Tensor& values, const std::string& name, std::int64_t rows,
                                 std::int64_t columns, const std::string& where) {
  if (values.numel() != std::max<std::int64_t>(rows, 1) * columns) {
    return fail(name + " has " + std::to_string(values.numel()) + " values", where, fit_hint);
  }
  const at::Tensor s = values.to(at::kDouble).contiguous();
  if (!s.gt(0).all().item<bool>() || !s.isfinite().all().item<bool>()) {
    return fail(name + " holds values that are not positive numbers", where, "it may be damaged");
  }
  return rows > 0 ? s.view({rows, columns}) : s.view({columns});
}

Status collect_scales(RotationSet& set, const MatrixSource& matrix, const ModelConfig& config,
                      const std::string& where) {
  for (int layer = 0; layer < config.layers; ++layer) {
    ROTOR_TRY(const at::Tensor v, matrix(v_scale_name(layer)));
    ROTOR_TRY(const at::Tensor down, matrix(down_scale_name(layer)));
    if (!v.defined() && !down.defined() && set.v_scale.empty() && set.down_scale.empty()) return {};
    if (!v.defined() || !down.defined())
      return fail(v_scale_name(layer) + " or its down_scale is missing", where, fit_hint);
    ROTOR_TRY(at::Tensor v_scale, checked_scale(v, v_scale_name(layer), config.kv_heads, config.head_dim, where));
    ROTOR_TRY(at::Tensor down_scale, checked_scale(down, down_scale_name(layer), 0, config.intermediate_size, where));
    set.v_scale.push_back(std::move(v_scale));
    set.down_scale.push_back(std::move(down_scale));
  }
  return {};
}

Result<RotationSet> collect(const MatrixSource& matrix, const ModelConfig& config, const std::string& where) {
  ROTOR_TRY(RotationSet set, random_rotation("hadamard", 0, config));
  set.kind = "file";
  set.r1 = at::Tensor();
  set.r2.clear();
  ROTOR_TRY(const at::Tensor r1, matrix("R1"));
  if (r1.defined()) {
    ROTOR_TRY(set.r1, checked(r1, "R1", config.hidden_size, where));
  }
  for (int layer = 0; layer < config.layers; ++layer) {
    ROTOR_TRY(const at::Tensor found, matrix(r2_name(layer)));
    if (!found.defined()) {
      if (layer == 0) break;
      return fail(r2_name(layer) + " is missing", where, fit_hint);
    }
    ROTOR_TRY(at::Tensor r2, checked(found, r2_name(layer), config.head_dim, where));
    set.r2.push_back(std::move(r2));
  }
  if (!set.r1.defined() && set.r2.empty()) {
    return fail("there is neither R1 nor R2 in it", where, "a rotation file holds R1 and model.layers.N.self_attn.R2");
  }
  ROTOR_CHECK(collect_blocks(set, matrix, config, where));
  ROTOR_CHECK(collect_scales(set, matrix, config, where));
  return set;
}

Result<RotationSet> load_safetensors(const std::filesystem::path& path, const ModelConfig& config) {
  ROTOR_TRY(const auto file, SafetensorsFile::open(path));
  return collect(
      [&](const std::string& name) -> Result<at::Tensor> {
        const TensorView* view = file->tensor(name);
        if (view == nullptr) return at::Tensor();
        ROTOR_TRY(const std::vector<float> values, file->read_f32(name));
        return at::tensor(values, at::kFloat).reshape(view->shape);
      },
      config, path.string());
}

constexpr const char* pickle_hint = "convert it to safetensors with the names R1 and model.layers.N.self_attn.R2";

/// Bytes in memory, never past their end: libtorch's own reader copies from wherever the archive points to.
class BoundedReader final : public caffe2::serialize::ReadAdapterInterface {
 public:
  explicit BoundedReader(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] std::size_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t position, void* to, std::size_t count, const char* /*what*/) const override {
    if (position >= bytes_.size()) return 0;
    const std::size_t there = std::min(count, bytes_.size() - static_cast<std::size_t>(position));
    std::memcpy(to, bytes_.data() + position, there);
    return there;
  }

 private:
  std::string_view bytes_;
};

/// The archive's parts must be plain copies that lie in it, and its pickle must be harmless (pickle_check.h). Every
/// part is read once, because libtorch's unpickler, which reads them again, looks at no bounds.
Status check_archive(const std::string& bytes) {
  caffe2::serialize::PyTorchStreamReader reader(std::make_shared<BoundedReader>(bytes));
  for (const std::string& name : reader.getAllRecords()) {
    if (reader.getRecordSize(name) > bytes.size()) return fail("claims more data than it holds", "", pickle_hint);
    reader.getRecord(name);
  }
  const auto [data, size] = reader.getRecord("data.pkl");
  return check_pickle({static_cast<const std::byte*>(data.get()), size});
}

/// libtorch's reader takes offset and strides from the file as they stand.
bool within_storage(const at::Tensor& tensor) {
  std::int64_t left = static_cast<std::int64_t>(tensor.storage().nbytes() / tensor.element_size());
  if (tensor.storage_offset() < 0 || tensor.storage_offset() > left) return false;
  left -= tensor.storage_offset() + 1;
  for (std::int64_t axis = 0; axis < tensor.dim(); ++axis) {
    const std::int64_t steps = tensor.size(axis) - 1;
    const std::int64_t stride = tensor.stride(axis);
    if (stride < 0 || (steps > 0 && stride > left / steps)) return false;
    if (steps > 0) left -= steps * stride;
  }
  return left >= 0 || tensor.numel() == 0;
}

Result<RotationSet> load_pickle(const std::filesystem::path& path, const ModelConfig& config) {
  const auto unreadable = [&] {
    return fail("cannot be read as a torch.save dictionary of tensors", path.string(), pickle_hint);
  };
  std::array<char, 4> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  // A file that is no ZIP archive is not read into memory at all; one that is not there says so below.
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored) && std::string_view(begin.data(), 4) != "PK\x03\x04") {
    return unreadable();
  }
  ROTOR_TRY(const std::string bytes, read_file(path));
  c10::IValue value;
  try {
    if (const auto checked = check_archive(bytes); !checked) {
      return fail(checked.error().what, path.string(), checked.error().hint);
    }
    // Without a class resolver the reader builds tensors and plain containers, and refuses everything that would run
    // code.
    value = torch::jit::pickle_load(std::vector<char>(bytes.begin(), bytes.end()));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return unreadable();
  }
  if (!value.isGenericDict()) return fail("does not hold a dictionary of tensors", path.string(), pickle_hint);
  const auto dictionary = value.toGenericDict();
  return collect(
      [&](const std::string& name) -> Result<at::Tensor> {
        const auto found = dictionary.find(c10::IValue(name));
        if (found == dictionary.end()) return at::Tensor();
        if (!found->value().isTensor()) return fail(name + " is not a tensor", path.string(), pickle_hint);
        const at::Tensor tensor = found->value().toTensor();
        if (!within_storage(tensor)) return fail(name + " reaches past its data", path.string(), pickle_hint);
        return tensor.to(at::kCPU);
      },
      config, path.string());
}

Result<RotationSet> load_project(const std::filesystem::path& path, const ModelConfig& config) {
  ROTOR_TRY(const ProjectFile project, ProjectFile::open(path));
  ROTOR_TRY(const auto names, project.rotation_names());
  if (names.empty())
    return fail("the project holds no rotation", path.string(), "learn one first, with rotor learn --project");
  std::string chosen = names.back();
  for (const std::string& name : names) {
    if (name == "learned") chosen = name;
  }
  ROTOR_TRY(const StoredRotation stored, project.read_rotation(chosen));
  return from_stored(stored, config);
}

}  // namespace

at::Tensor matrix_from(const std::vector<double>& values, std::int64_t n) {
  return at::tensor(values, at::kDouble).reshape({n, n});
}

std::vector<double> values_of(const at::Tensor& matrix) {
  const at::Tensor r = matrix.to(at::kDouble).contiguous();
  const double* data = r.data_ptr<double>();
  return {data, data + r.numel()};
}

Result<RotationSet> load_rotation(const std::filesystem::path& path, const ModelConfig& config) {
  const auto extension = path.extension();
  if (extension == ".safetensors") return load_safetensors(path, config);
  if (extension == ".h5" || extension == ".hdf5") return load_project(path, config);
  if (extension == ".bin" || extension == ".pt") return load_pickle(path, config);
  return fail("is not a rotation that can be read", path.string(),
              "name none, orthogonal, hadamard, a project .h5, a .safetensors or an R.bin");
}

Status save_rotation(const std::filesystem::path& path, const RotationSet& set) {
  std::vector<std::pair<std::string, at::Tensor>> matrices;
  if (set.r1.defined()) matrices.emplace_back("R1", set.r1.to(at::kFloat).contiguous());
  for (std::size_t i = 0; i < set.r2.size(); ++i) {
    matrices.emplace_back(r2_name(static_cast<int>(i)), set.r2[i].to(at::kFloat).contiguous());
  }
  for (std::size_t i = 0; i < set.r4_blocks.size(); ++i) {
    matrices.emplace_back(r4_name(static_cast<int>(i)), set.r4_blocks[i].to(at::kFloat).contiguous());
  }
  for (std::size_t i = 0; i < set.v_scale.size(); ++i) {
    matrices.emplace_back(v_scale_name(static_cast<int>(i)), set.v_scale[i].to(at::kFloat).contiguous());
  }
  for (std::size_t i = 0; i < set.down_scale.size(); ++i) {
    matrices.emplace_back(down_scale_name(static_cast<int>(i)), set.down_scale[i].to(at::kFloat).contiguous());
  }
  if (matrices.empty()) return fail("there is no R1 or R2 to write", "--rotation", "choose a rotation other than none");
  std::vector<TensorPlan> plans;
  plans.reserve(matrices.size());
  for (const auto& [name, matrix] : matrices) plans.push_back({name, TensorType::F32, matrix.sizes().vec()});
  const std::map<std::string, std::string> metadata = {
      {"format", "pt"}, {"rotation", set.kind}, {"seed", std::to_string(set.seed)}, {"description", set.describe()}};
  return write_safetensors(path, plans, metadata, [&](const TensorPlan& plan, const TensorSink& sink) -> Status {
    for (const auto& [name, matrix] : matrices) {
      if (name != plan.name) continue;
      const auto* data = static_cast<const std::byte*>(matrix.const_data_ptr());
      return sink(std::span<const std::byte>(data, matrix.nbytes()));
    }
    return fail("no matrix " + plan.name);
  });
}

StoredRotation to_stored(const RotationSet& set, const ModelConfig& config) {
  StoredRotation stored;
  stored.kind = set.kind;
  stored.description = set.describe();
  stored.seed = set.seed;
  stored.r1 = set.r1.defined();
  stored.r2 = !set.r2.empty();
  stored.r3 = set.r3.has_value();
  stored.r4 = set.r4.has_value();
  stored.hidden_size = config.hidden_size;
  stored.head_dim = config.head_dim;
  stored.intermediate_size = config.intermediate_size;
  if (set.r1.defined()) stored.r1_matrix = values_of(set.r1);
  for (const at::Tensor& r : set.r2) stored.r2_matrices.push_back(values_of(r));
  stored.r4_blocks.reserve(set.r4_blocks.size());
  for (const at::Tensor& b : set.r4_blocks) stored.r4_blocks.push_back(values_of(b));
  for (const at::Tensor& s : set.v_scale) stored.v_scales.push_back(values_of(s));
  for (const at::Tensor& s : set.down_scale) stored.down_scales.push_back(values_of(s));
  return stored;
}

Result<RotationSet> from_stored(const StoredRotation& stored, const ModelConfig& config) {
  if (stored.hidden_size != config.hidden_size || stored.head_dim != config.head_dim ||
      stored.intermediate_size != config.intermediate_size ||
      (!stored.r2_matrices.empty() && stored.r2_matrices.size() != static_cast<std::size_t>(config.layers))) {
    return fail("the project's rotation belongs to a model of other sizes", "rotation", fit_hint);
  }
  ROTOR_TRY(RotationSet set, random_rotation("hadamard", 0, config));
  set.kind = stored.kind;
  set.seed = stored.seed;
  set.r1 = at::Tensor();
  set.r2.clear();
  if (!stored.r3) set.r3.reset();
  if (!stored.r4) set.r4.reset();
  if (!stored.r1_matrix.empty()) {
    ROTOR_TRY(set.r1, checked(matrix_from(stored.r1_matrix, config.hidden_size), "R1", config.hidden_size, "project"));
  }
  for (std::size_t i = 0; i < stored.r2_matrices.size(); ++i) {
    ROTOR_TRY(at::Tensor r, checked(matrix_from(stored.r2_matrices[i], config.head_dim), r2_name(static_cast<int>(i)),
                                    config.head_dim, "project"));
    set.r2.push_back(std::move(r));
  }
  if (!stored.r4_blocks.empty() && stored.r4_blocks.size() != static_cast<std::size_t>(config.layers)) {
    return fail("the project's R4 belongs to a model of other sizes", "rotation", fit_hint);
  }
  for (std::size_t layer = 0; layer < stored.r4_blocks.size(); ++layer) {
    ROTOR_TRY(at::Tensor blocks, checked_blocks(at::tensor(stored.r4_blocks[layer], at::kDouble),
                                                r4_name(static_cast<int>(layer)), config.intermediate_size, "project"));
    set.r4_blocks.push_back(std::move(blocks));
  }
  if (stored.v_scales.size() != stored.down_scales.size() ||
      (!stored.v_scales.empty() && stored.v_scales.size() != static_cast<std::size_t>(config.layers))) {
    return fail("the project's scales belong to a model of other sizes", "rotation", fit_hint);
  }
  for (int layer = 0; layer < config.layers && !stored.v_scales.empty(); ++layer) {
    ROTOR_TRY(at::Tensor v, checked_scale(at::tensor(stored.v_scales[static_cast<std::size_t>(layer)], at::kDouble),
                                          v_scale_name(layer), config.kv_heads, config.head_dim, "project"));
    ROTOR_TRY(at::Tensor down,
              checked_scale(at::tensor(stored.down_scales[static_cast<std::size_t>(layer)], at::kDouble),
                            down_scale_name(layer), 0, config.intermediate_size, "project"));
    set.v_scale.push_back(std::move(v));
    set.down_scale.push_back(std::move(down));
  }
  return set;
}

}  // namespace rotorscope
