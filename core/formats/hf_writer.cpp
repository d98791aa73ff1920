#include "core/formats/hf_writer.h"

#include "core/base/files.h"
#include "core/formats/half.h"
#include "core/formats/hf_config_json.h"
#include "core/formats/parallel.h"
#include "core/formats/replaced_folder.h"
#include "core/formats/safetensors_writer.h"
#include "core/formats/stored_tensors.h"
#include "core/formats/tokenizer_writer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <system_error>
#include <utility>

namespace rotorscope {
namespace {

using Shard = std::vector<TensorPlan>;

std::uint64_t plan_bytes(const TensorPlan& plan) { return *bytes_for(plan.type, *element_count(plan.shape)); }

std::vector<Shard> split_in_shards(const std::vector<TensorPlan>& tensors, std::uint64_t limit) {
  std::vector<Shard> shards(1);
  std::uint64_t used = 0;
  for (const TensorPlan& plan : tensors) {
    const std::uint64_t bytes = plan_bytes(plan);
    if (!shards.back().empty() && (used > limit || bytes > limit - used)) {
      shards.emplace_back();
      used = 0;
    }
    used += bytes;
    shards.back().push_back(plan);
  }
  return shards;
}

/// "model-00002-of-00005.safetensors"
std::string shard_name(std::size_t index, std::size_t count) {
  if (count == 1) return "model.safetensors";
  const auto padded = [](std::size_t number) {
    const std::string digits = std::to_string(number);
    return std::string(5 - std::min<std::size_t>(digits.size(), 5), '0') + digits;
  };
  return "model-" + padded(index + 1) + "-of-" + padded(count) + ".safetensors";
}

/// One export under way.
class HfFolderWriter {
 public:
  HfFolderWriter(const HfExport& what, const std::vector<TensorPlan>& tensors, const TensorSource& source,
                 Progress& progress, std::stop_token stop)
      : what_(what), tensors_(tensors), source_(source), progress_(progress), stop_(std::move(stop)) {}

  Result<std::vector<WrittenFile>> write() {
    if (what_.dtype != TensorType::BF16 && what_.dtype != TensorType::F16 && what_.dtype != TensorType::F32) {
      return fail("weights cannot be exported as " + std::string(type_name(what_.dtype)), "",
                  "choose bf16, f16 or f32");
    }
    ROTOR_CHECK(validate(what_.config, "export"));
    ROTOR_TRY(auto folder, ReplacedFolder::begin(what_.folder));
    ROTOR_CHECK(write_configuration(folder.temporary()));
    ROTOR_CHECK(write_weights(folder.temporary()));
    ROTOR_CHECK(write_marker(folder.temporary()));
    ROTOR_TRY(auto files, list(folder));
    if (stop_.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    ROTOR_CHECK(folder.commit());
    return files;
  }

 private:
  Status write_json(const std::filesystem::path& folder, const std::string& name, const nlohmann::ordered_json& json) {
    names_.push_back(name);
    return write_file(folder / name, json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  }

  Status write_configuration(const std::filesystem::path& folder) {
    ROTOR_TRY(auto config, hf_config_json(what_.config, what_.dtype));
    if (!what_.quantization_config.is_null()) config["quantization_config"] = what_.quantization_config;
    ROTOR_CHECK(write_json(folder, "config.json", config));
    ROTOR_CHECK(write_json(folder, "generation_config.json", hf_generation_config_json(what_.config)));
    for (const TextFile& text : what_.texts) {
      names_.push_back(text.name);
      ROTOR_CHECK(write_file(folder / text.name, text.contents));
    }
    if (what_.tokenizer_source == nullptr) return {};
    ROTOR_TRY(const auto tokenizer, write_tokenizer(*what_.tokenizer_source, folder));
    names_.insert(names_.end(), tokenizer.begin(), tokenizer.end());
    return {};
  }

  Status write_weights(const std::filesystem::path& folder) {
    const auto shards = split_in_shards(tensors_, what_.max_shard_bytes);
    total_ = static_cast<std::int64_t>(tensors_.size());
    nlohmann::ordered_json index = {{"metadata", {{"total_size", 0}}}, {"weight_map", nlohmann::json::object()}};
    std::uint64_t total_bytes = 0;
    for (std::size_t i = 0; i < shards.size(); ++i) {
      const std::string name = shard_name(i, shards.size());
      for (const TensorPlan& plan : shards[i]) {
        total_bytes += plan_bytes(plan);
        index["weight_map"].emplace(plan.name, name);
      }
      ROTOR_CHECK(
          write_safetensors(folder / name, shards[i], {{"format", "pt"}},
                            [&](const TensorPlan& plan, const TensorSink& sink) { return write_tensor(plan, sink); }));
      names_.push_back(name);
    }
    index["metadata"]["total_size"] = total_bytes;
    return shards.size() == 1 ? Status{} : write_json(folder, "model.safetensors.index.json", index);
  }

  Status write_tensor(const TensorPlan& plan, const TensorSink& sink) {
    if (stop_.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    progress_.advance(done_++, total_, "Writing " + plan.name);
    return source_(plan, sink);
  }

  Status write_marker(const std::filesystem::path& folder) {
    const nlohmann::ordered_json marker = {
        {"program", "Rotorscope"}, {"model", what_.config.name}, {"recipe", what_.recipe}, {"files", names_}};
    return write_json(folder, std::string(ReplacedFolder::marker), marker);
  }

  /// The files as they will stand in the target.
  Result<std::vector<WrittenFile>> list(const ReplacedFolder& folder) const {
    std::vector<WrittenFile> files;
    for (const auto& name : names_) {
      std::error_code error;
      const auto bytes = std::filesystem::file_size(folder.temporary() / name, error);
      if (error) return fail("has gone: " + error.message(), (folder.temporary() / name).string());
      files.push_back({(folder.target() / name).string(), static_cast<std::int64_t>(bytes)});
    }
    return files;
  }

  const HfExport& what_;
  const std::vector<TensorPlan>& tensors_;
  const TensorSource& source_;
  Progress& progress_;
  std::stop_token stop_;
  std::vector<std::string> names_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace

Status encode_checked(std::span<const float> values, TensorType dtype, std::span<std::byte> out,
                      const std::string& name) {
  float largest = std::numeric_limits<float>::max();
  if (dtype == TensorType::F16) largest = 65504.0F;
  if (dtype == TensorType::BF16) largest = 0x1.FEp127F;
  std::atomic<bool> fits = true;
  const std::size_t width = block_bytes(dtype);
  parallel_ranges(values.size(), 1U << 16U, [&](std::size_t first, std::size_t last) {
    const auto part = values.subspan(first, last - first);
    // NaN compares false with everything.
    if (!std::ranges::all_of(part, [&](float value) { return std::abs(value) <= largest; }) ||
        !encode_f32(part, dtype, out.subspan(first * width, part.size() * width))) {
      fits = false;
    }
  });
  if (fits) return {};
  const bool finite = std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
  if (!finite) return fail("holds values that are not finite; nothing was exported", name);
  return fail("holds values too large for " + std::string(type_name(dtype)), name, "export in F32");
}

Result<std::vector<WrittenFile>> write_hf_folder(const HfExport& what, const std::vector<TensorPlan>& tensors,
                                                 const TensorSource& source, Progress& progress, std::stop_token stop) {
  return HfFolderWriter(what, tensors, source, progress, std::move(stop)).write();
}

Result<std::vector<WrittenFile>> write_hf_folder(const HfExport& what, const TensorValues& values, Progress& progress,
                                                 std::stop_token stop) {
  ModelConfig untied = what.config;
  untied.tied_head = false;
  // A family's checkpoint may hold several of the network's tensors in one.
  const std::vector<StoredTensor> stored = stored_tensors(untied);
  std::vector<TensorPlan> tensors;
  std::map<std::string, const StoredTensor*> by_name;
  for (const StoredTensor& tensor : stored) {
    tensors.push_back({tensor.whole.name, what.dtype, tensor.whole.shape});
    by_name[tensor.whole.name] = &tensor;
  }
  std::vector<float> buffer;
  std::vector<std::byte> encoded;
  const auto source = [&](const TensorPlan& plan, const TensorSink& sink) -> Status {
    buffer.resize(*element_count(plan.shape));
    std::span<float> rest = buffer;
    for (const NamedShape& part : by_name.at(plan.name)->parts) {
      const std::size_t elements = *element_count(part.shape);
      ROTOR_CHECK(values(part, rest.first(elements)));
      rest = rest.subspan(elements);
    }
    encoded.resize(plan_bytes(plan));
    ROTOR_CHECK(encode_checked(buffer, plan.type, encoded, plan.name));
    return sink(encoded);
  };
  return write_hf_folder(what, tensors, source, progress, std::move(stop));
}

}  // namespace rotorscope
