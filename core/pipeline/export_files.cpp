#include "core/pipeline/export_files.h"

#include "core/formats/gguf_export.h"
#include "core/formats/quantization_config.h"
#include "core/protocol/target.h"
#include "core/quant/target_grid.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

std::span<const float> values_of(const at::Tensor& tensor) {
  return {tensor.const_data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

template <class To, class From>
std::vector<To> vector_of(const at::Tensor& tensor) {
  const at::Tensor values = tensor.contiguous();
  const From* data = values.const_data_ptr<From>();
  std::vector<To> result(static_cast<std::size_t>(values.numel()));
  std::ranges::transform(data, data + values.numel(), result.begin(), [](From v) { return static_cast<To>(v); });
  return result;
}

/// A plain tensor's values as written; ones where it is a folded norm.
Status encode_named(MergedTensors& tensors, const TensorPlan& plan, std::span<std::byte> out) {
  ROTOR_TRY(at::Tensor tensor, tensors.named(plan.name));
  const auto count = *element_count(plan.shape);
  if (!tensor.defined()) tensor = at::ones({static_cast<std::int64_t>(count)}, at::kFloat);
  tensor = tensor.to(at::kCPU, at::kFloat).contiguous();
  if (static_cast<std::size_t>(tensor.numel()) != count) return fail("has another size than expected", plan.name);
  return encode_checked(values_of(tensor), plan.type, out, plan.name);
}

/// "model.layers.3.self_attn.q_proj" as layer and name within it; nothing for what is no linear of a block.
struct LinearName {
  int layer = 0;
  std::string name;
};

std::optional<LinearName> linear_name(std::string_view module) {
  constexpr std::string_view prefix = "model.layers.";
  if (!module.starts_with(prefix)) return std::nullopt;
  LinearName result;
  const char* end = module.data() + module.size();
  const auto [after, problem] = std::from_chars(module.data() + prefix.size(), end, result.layer);
  if (problem != std::errc{} || after == end || *after != '.') return std::nullopt;
  result.name.assign(after + 1, end);
  return result;
}

Result<PackedLevels> packed_levels(const Linear& linear) {
  const WeightGrid& grid = *linear.grid;
  PackedLevels packed;
  packed.outputs = linear.weight.size(0);
  packed.inputs = linear.weight.size(1);
  ROTOR_TRY(const at::Tensor levels, levels_on_grid(linear));
  packed.levels = vector_of<std::uint8_t, std::uint8_t>(levels);
  packed.scales = vector_of<float, float>(grid.scales);
  packed.zeros = vector_of<std::uint8_t, float>(grid.zeros);
  const std::int64_t groups = grid.scales.size(1);
  const at::Tensor in_order = at::arange(packed.inputs, at::kInt).div_(packed.inputs / groups, "floor");
  packed.group_of = vector_of<std::int32_t, std::int32_t>(grid.group_of.defined() ? grid.group_of : in_order);
  return packed;
}

/// Gives the tensors of a folder with packed linears; the parts of one linear come from one rounding.
class PackedSource {
 public:
  PackedSource(const PackedFormat& format, TensorType dtype, MergedTensors& tensors)
      : format_(format), dtype_(dtype), tensors_(tensors) {}

  /// The part's name if the plan is a part of a packed linear.
  static std::pair<std::string, std::string> split(const std::string& name) {
    const auto dot = name.rfind('.');
    return {name.substr(0, dot), name.substr(dot + 1)};
  }

  std::vector<TensorPlan> plans(const ModelConfig& config) const {
    ModelConfig untied = config;
    untied.tied_head = false;
    std::vector<TensorPlan> first;  // the widest type, so that all others are aligned behind it
    std::vector<TensorPlan> others;
    for (const NamedShape& tensor : llama_tensors(untied)) {
      const auto [module, part] = split(tensor.name);
      if (part != "weight" || tensor.shape.size() != 2 || !linear_name(module)) {
        others.push_back({tensor.name, dtype_, tensor.shape});
        continue;
      }
      for (const std::string& name : packed_parts(format_)) {
        const PackedPart plan = planned_part(format_, name, tensor.shape[0], tensor.shape[1], dtype_);
        std::string full_name = module;
        full_name.append(".").append(name);
        (plan.type == TensorType::I64 ? first : others).push_back({std::move(full_name), plan.type, plan.shape});
      }
    }
    first.insert(first.end(), others.begin(), others.end());
    return first;
  }

  Status write(const TensorPlan& plan, const TensorSink& sink) {
    const auto [module, part] = split(plan.name);
    const auto linear = linear_name(module);
    const auto parts = packed_parts(format_);
    const bool is_norm = plan.shape.size() == 1 && plan.type == dtype_;
    if (!linear || is_norm || std::ranges::find(parts, part) == parts.end()) {
      std::vector<std::byte> bytes(*bytes_for(plan.type, *element_count(plan.shape)));
      ROTOR_CHECK(encode_named(tensors_, plan, bytes));
      return sink(bytes);
    }
    if (part == "weight_shape") {  // known without the weight
      ROTOR_TRY(const auto shape, shape_of(*linear));
      return sink(std::as_bytes(std::span(shape)));
    }
    if (module != module_) {
      ROTOR_TRY(const Linear weight, tensors_.linear(linear->layer, linear->name));
      if (!weight.grid) return fail("has no grid to be packed on", module, "this is a mistake of the program");
      ROTOR_TRY(levels_, packed_levels(weight));
      module_ = module;
    }
    ROTOR_TRY(const PackedPart packed, pack_part(format_, part, levels_, dtype_));
    return sink(packed.bytes);
  }

  void use_shapes(const ModelConfig& config) {
    for (const NamedShape& tensor : llama_tensors(config)) shapes_[tensor.name] = tensor.shape;
  }

 private:
  Result<std::vector<std::int64_t>> shape_of(const LinearName& linear) const {
    const auto found = shapes_.find("model.layers." + std::to_string(linear.layer) + "." + linear.name + ".weight");
    if (found == shapes_.end()) return fail("is no linear of the network", linear.name);
    return found->second;
  }

  PackedFormat format_;
  TensorType dtype_;
  MergedTensors& tensors_;
  std::map<std::string, std::vector<std::int64_t>> shapes_;
  std::string module_;
  PackedLevels levels_;
};

TensorType plain_type(const std::string& name) {
  if (name == "f32") return TensorType::F32;
  return name == "f16" ? TensorType::F16 : TensorType::BF16;
}

}  // namespace

PackedFormat packed_format(const QuantSpec& quant) {
  PackedFormat format;
  format.bits = quant.w_bits;
  format.group = quant.w_group;
  format.symmetric = quant.w_symmetric;
  format.activation_bits = quant.a_bits;
  if (quant.target == target_gptq) {
    // Version 1 stores zero points less 1, which those of an asymmetric grid can fall below.
    format.layout = quant.w_symmetric ? PackedLayout::gptq : PackedLayout::gptq_v2;
  } else if (quant.w_bits == 8 && quant.a_bits < 16) {
    format.layout = PackedLayout::int_quantized;
  }
  return format;
}

Result<std::vector<WrittenFile>> write_export_folder(HfExport what, const ExportRequest& request,
                                                     MergedTensors& tensors, Progress& progress,
                                                     const std::stop_token& stop) {
  what.dtype = plain_type(request.weights_dtype);
  if (request.target == "hf") {
    const auto values = [&](const NamedShape& wanted, std::span<float> out) -> Status {
      return encode_named(tensors, {wanted.name, TensorType::F32, wanted.shape}, std::as_writable_bytes(out));
    };
    return write_hf_folder(what, values, progress, stop);
  }
  const PackedFormat format = packed_format(request.quant);
  what.quantization_config = quantization_config_json(format, request.quant.w_act_order);
  PackedSource source(format, what.dtype, tensors);
  source.use_shapes(what.config);
  return write_hf_folder(
      what, source.plans(what.config),
      [&](const TensorPlan& plan, const TensorSink& sink) { return source.write(plan, sink); }, progress, stop);
}

Result<std::vector<WrittenFile>> write_export_gguf(const Checkpoint& source, const ExportRequest& request,
                                                   MergedTensors& tensors, Progress& progress,
                                                   const std::stop_token& stop) {
  GgufExport what;
  what.config = source.config();
  what.path = request.out;
  what.tokenizer_source = &source;
  const auto type = type_from_name(request.quant.gguf_type);
  const auto head_type = target_head_type(request.quant, what.config.hidden_size);
  if (!type || !head_type) return fail("there is no such type", "--gguf-type " + request.quant.gguf_type);
  what.type = *type;
  what.head_type = *head_type;
  const auto bytes = [&](const TensorPlan& plan, std::span<std::byte> out) -> Status {
    if (!has_block_grid(plan.type)) return encode_named(tensors, plan, out);
    at::Tensor blocks;
    if (plan.name == "lm_head.weight" || plan.name == "model.embed_tokens.weight") {
      ROTOR_TRY(const at::Tensor rows, tensors.named(plan.name));
      blocks = round_to_type(rows, plan.type, request.quant.w_clip_search).grid->blocks;
    } else {
      const auto linear = linear_name(plan.name.substr(0, plan.name.rfind('.')));
      if (!linear) return fail("is no linear of the network", plan.name);
      ROTOR_TRY(const Linear weight, tensors.linear(linear->layer, linear->name));
      if (!weight.grid) return fail("has no grid to be packed on", plan.name, "this is a mistake of the program");
      blocks = weight.grid->blocks;
    }
    if (!blocks.defined() || static_cast<std::size_t>(blocks.numel()) != out.size()) {
      return fail("has another size than expected", plan.name);
    }
    std::memcpy(out.data(), blocks.const_data_ptr(), out.size());
    return {};
  };
  ROTOR_TRY(auto file, write_gguf_network(what, bytes, progress, stop));
  return std::vector<WrittenFile>{std::move(file)};
}

}  // namespace rotorscope
