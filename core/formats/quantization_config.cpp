#include "core/formats/quantization_config.h"

#include "core/formats/bit_packing.h"
#include "core/formats/printable.h"

#include <limits>
#include <optional>
#include <string>

namespace rotorscope {
namespace {

using nlohmann::ordered_json;

constexpr const char* hint = "open the model it was made from";

tl::unexpected<Error> unsupported(const std::string& what, const JsonFields& fields) {
  return fail("a checkpoint quantized with " + what + " is not supported", fields.where(), hint);
}

ordered_json compressed_tensors_json(const PackedFormat& f) {
  ordered_json weights = {{"num_bits", f.bits},
                          {"type", "int"},
                          {"symmetric", f.symmetric},
                          {"strategy", f.group > 0 ? "group" : "channel"},
                          {"group_size", f.group > 0 ? ordered_json(f.group) : ordered_json(nullptr)},
                          {"dynamic", false}};
  ordered_json activations = nullptr;
  if (f.activation_bits < 16) {
    activations = {{"num_bits", f.activation_bits}, {"type", "int"},         {"symmetric", true},
                   {"strategy", "token"},           {"group_size", nullptr}, {"dynamic", true}};
  }
  const char* format = f.layout == PackedLayout::int_quantized ? "int-quantized" : "pack-quantized";
  return {{"quant_method", "compressed-tensors"},
          {"format", format},
          {"quantization_status", "compressed"},
          {"global_compression_ratio", nullptr},
          {"kv_cache_scheme", nullptr},
          {"ignore", {"lm_head"}},
          {"config_groups",
           {{"group_0",
             // Said once more: from 8-bit activations compressed-tensors would conclude int-quantized.
             {{"targets", {"Linear"}},
              {"format", format},
              {"weights", weights},
              {"input_activations", activations},
              {"output_activations", nullptr}}}}}};
}

Result<int> bits_of(const JsonFields& fields, const char* key) {
  ROTOR_TRY(const auto bits, fields.integer(key));
  if (!bits) return fail(std::string(key) + " is missing", fields.where());
  if (!can_pack(static_cast<int>(*bits)) || *bits > 8) {
    return unsupported(std::to_string(*bits) + " bits", fields);
  }
  return static_cast<int>(*bits);
}

Result<std::int64_t> group_of(const JsonFields& fields) {
  ROTOR_TRY(const auto group, fields.integer("group_size"));
  if (!group || *group == -1) return 0;
  if (*group < 1 || *group > std::numeric_limits<int>::max()) {
    return fail("group_size is " + std::to_string(*group) + ", out of range", fields.where());
  }
  return *group;
}

Result<PackedFormat> read_gptq(const JsonFields& fields) {
  PackedFormat format;
  ROTOR_TRY(format.bits, bits_of(fields, "bits"));
  ROTOR_TRY(format.group, group_of(fields));
  ROTOR_TRY(const auto symmetric, fields.flag("sym"));
  format.symmetric = symmetric.value_or(true);
  ROTOR_TRY(const auto layout, fields.text("checkpoint_format"));
  const std::string name = layout.value_or("gptq");
  if (name != "gptq" && name != "gptq_v2") return unsupported("the GPTQ layout \"" + printable(name) + "\"", fields);
  format.layout = name == "gptq" ? PackedLayout::gptq : PackedLayout::gptq_v2;
  return format;
}

/// The one group of linears that are quantized alike.
Result<JsonFields> only_group(const JsonFields& fields) {
  ROTOR_TRY(const auto groups, fields.object("config_groups"));
  const nlohmann::json* all = fields.find("config_groups");
  if (!groups || all->size() != 1 || !all->begin()->is_object()) {
    return unsupported("layers that differ (config_groups has not exactly one entry)", fields);
  }
  return JsonFields(*all->begin(), fields.where());
}

Result<PackedFormat> read_compressed_tensors(const JsonFields& fields) {
  PackedFormat format;
  ROTOR_TRY(const auto name, fields.text("format"));
  if (name == "int-quantized") {
    format.layout = PackedLayout::int_quantized;
  } else if (name != "pack-quantized") {
    return unsupported("the compressed-tensors format \"" + printable(name.value_or("none")) + "\"", fields);
  }
  const nlohmann::json* ignored = fields.find("ignore");
  if (ignored == nullptr || *ignored != nlohmann::json::array({"lm_head"})) {
    return unsupported("anything else left out than lm_head (ignore)", fields);
  }
  if (const auto* transforms = fields.find("transform_config"); transforms != nullptr && !transforms->empty()) {
    return unsupported("rotations that act online (transform_config)", fields);
  }
  if (fields.find("kv_cache_scheme") != nullptr) return unsupported("a KV cache scheme", fields);
  ROTOR_TRY(const JsonFields group, only_group(fields));
  const nlohmann::json* targets = group.find("targets");
  if (targets == nullptr || *targets != nlohmann::json::array({"Linear"})) {
    return unsupported("other targets than all linear layers", fields);
  }
  ROTOR_TRY(const auto weights, group.object("weights"));
  if (!weights) return fail("config_groups says nothing of the weights", fields.where());
  ROTOR_TRY(const auto type, weights->text("type"));
  if (type.value_or("int") != "int") return unsupported("weights of type " + printable(*type), fields);
  ROTOR_TRY(format.bits, bits_of(*weights, "num_bits"));
  ROTOR_TRY(const auto symmetric, weights->flag("symmetric"));
  format.symmetric = symmetric.value_or(true);
  ROTOR_TRY(const auto strategy, weights->text("strategy"));
  if (strategy == "group") {
    ROTOR_TRY(format.group, group_of(*weights));
  } else if (strategy != "channel") {
    return unsupported("the strategy \"" + printable(strategy.value_or("none")) + "\" for weights", fields);
  }
  if (format.layout == PackedLayout::int_quantized && (format.bits != 8 || !format.symmetric)) {
    return unsupported("int-quantized weights that are not symmetric with 8 bits", fields);
  }
  ROTOR_TRY(const auto activations, group.object("input_activations"));
  if (activations) {
    ROTOR_TRY(format.activation_bits, bits_of(*activations, "num_bits"));
    ROTOR_TRY(const auto dynamic, activations->flag("dynamic"));
    ROTOR_TRY(const auto by, activations->text("strategy"));
    ROTOR_TRY(const auto even, activations->flag("symmetric"));
    if (!dynamic.value_or(false) || by != "token" || !even.value_or(true)) {
      return unsupported("activations on another grid than a symmetric one a token", fields);
    }
  }
  return format;
}

}  // namespace

ordered_json quantization_config_json(const PackedFormat& f, bool act_order) {
  if (f.layout == PackedLayout::pack_quantized || f.layout == PackedLayout::int_quantized) {
    return compressed_tensors_json(f);
  }
  return {{"quant_method", "gptq"}, {"checkpoint_format", f.layout == PackedLayout::gptq ? "gptq" : "gptq_v2"},
          {"bits", f.bits},         {"group_size", f.group > 0 ? f.group : -1},
          {"sym", f.symmetric},     {"desc_act", act_order},
          {"lm_head", false},       {"pack_dtype", "int32"}};
}

Result<PackedFormat> read_quantization_config(const JsonFields& fields) {
  ROTOR_TRY(const auto method, fields.text("quant_method"));
  if (method == "compressed-tensors") return read_compressed_tensors(fields);
  if (method == "gptq") return read_gptq(fields);
  return unsupported(printable(method.value_or("an unnamed method")), fields);
}

}  // namespace rotorscope
