#include "core/pipeline/recipe.h"

#include "core/base/files.h"
#include "core/formats/locations.h"
#include "core/pipeline/tensor_digest.h"
#include "core/protocol/command_words.h"
#include "core/protocol/target.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace rotorscope {
namespace {

using nlohmann::ordered_json;

std::string hex(std::uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

std::string figure(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

/// Safe to be pasted into a shell.
std::string quoted(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) {
    if (c == '\'') {
      result.append("'\\''");
    } else {
      result.push_back(c);
    }
  }
  result.push_back('\'');
  return result;
}

/// Hash of the calibration text, where GPTQ read one.
Result<ordered_json> calibration_json(const QuantSpec& quant) {
  if (quant.w_bits >= 16 || quant.w_method != "gptq") return ordered_json(nullptr);
  std::filesystem::path path = quant.calibration.ids_file;
  if (path.empty()) path = quant.calibration.file;
  if (path.empty()) {
    ROTOR_TRY(path, calibration_prose());
  }
  ROTOR_TRY(const std::string hash, fingerprint(path));
  return ordered_json{{"file", path.filename().string()}, {"hash", hash}, {"tokens", quant.calibration_tokens}};
}

ordered_json rotation_json(const ExportRequest& request, const RotationSet& set) {
  std::uint64_t hash = empty_digest;
  if (set.r1.defined()) hash = digest(hash, set.r1);
  for (const auto* parts : {&set.r2, &set.r4_blocks, &set.v_scale, &set.down_scale}) {
    for (const at::Tensor& part : *parts) hash = digest(hash, part);
  }
  const bool scaled = !set.v_scale.empty() || !set.down_scale.empty();
  const bool any = set.r1.defined() || !set.r2.empty() || scaled;
  return {{"source", request.rotation.source},
          {"seed", request.rotation.seed},
          {"merged", {{"R1", set.r1.defined()}, {"R2", !set.r2.empty()}, {"scales", scaled}}},
          {"hash", any ? ordered_json(hex(hash)) : ordered_json(nullptr)}};
}

}  // namespace

std::string export_command_line(const ExportRequest& request) {
  std::vector<std::string> words = {"rotor", "export", request.model, "--target", request.target};
  const RotationSpec& rotation = request.rotation;
  if (rotation.source != "none" && !rotation.source.empty()) {
    // A session's rotation is in no file that another session knows.
    words.insert(words.end(), {"--rotation", rotation.source == "learned" ? "PROJECT.h5" : rotation.source});
    if (rotation.seed != 0) words.insert(words.end(), {"--seed", std::to_string(rotation.seed)});
    if (rotation.r1 == "off") words.insert(words.end(), {"--r1", "off"});
    if (rotation.r2 == "off") words.insert(words.end(), {"--r2", "off"});
    if (rotation.scales == "off") words.insert(words.end(), {"--scales", "off"});
  }
  if (request.target != "rotations") {
    for (std::string& word : quant_words(request.quant)) words.push_back(std::move(word));
    if (request.target != target_gguf) words.insert(words.end(), {"--weights-dtype", request.weights_dtype});
  }
  std::filesystem::path out = request.out;
  if (out.filename().empty()) out = out.parent_path();
  words.insert(words.end(), {"--out", out.filename().string()});
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line.push_back(' ');
    line.append(quoted(word));
  }
  return line;
}

Result<ordered_json> recipe_json(const ExportRequest& request, const OpenModel& model, const RotationSet& set,
                                 double invariance_error, const std::optional<Verification>& figures) {
  ROTOR_TRY(const ordered_json calibration, calibration_json(request.quant));
  ordered_json recipe = {{"program", "Rotorscope " ROTORSCOPE_VERSION},
                         {"command", export_command_line(request)},
                         {"source", {{"name", model.info.name}, {"hash", model.info.fingerprint}}},
                         {"target", request.target},
                         {"rotation", rotation_json(request, set)},
                         {"quantization", request.target == "rotations" ? ordered_json(nullptr)
                                                                        : ordered_json(nlohmann::json(request.quant))},
                         {"weights_dtype", request.weights_dtype},
                         {"calibration", calibration},
                         {"invariance_error", invariance_error},
                         {"figures", nullptr}};
  if (!figures) return recipe;
  std::filesystem::path text = request.text.ids_file;
  if (text.empty()) text = request.text.file;
  if (text.empty()) {
    ROTOR_TRY(text, evaluation_prose());
  }
  ROTOR_TRY(const std::string hash, fingerprint(text));
  recipe["figures"] = {{"text", {{"file", text.filename().string()}, {"hash", hash}}},
                       {"seq_len", request.seq_len},
                       {"windows", request.windows},
                       {"original_perplexity", figures->original_perplexity},
                       {"quantized_perplexity", figures->quantized_perplexity},
                       {"reopened_perplexity", figures->perplexity}};
  return recipe;
}

std::string model_card(const ExportRequest& request, const OpenModel& model, const ordered_json& recipe) {
  const bool gguf = request.target == target_gguf;
  std::string card = "---\nlibrary_name: " + std::string(gguf ? "gguf" : "transformers") +
                     "\ntags:\n- rotorscope\n- quantized\n---\n# " + model.info.name + ", exported by Rotorscope\n\n";
  const ordered_json& rotation = recipe.at("rotation");
  const bool rotated = !rotation.at("hash").is_null();
  card += "Made from " + model.info.name + " (" + model.info.format + ", fingerprint " + model.info.fingerprint + ") " +
          (rotated ? "with rotations merged into the weights: " + request.rotation.source + ", hash " +
                         rotation.at("hash").get<std::string>()
                   : std::string("without a rotation")) +
          ". Nothing acts online: any engine that loads the format runs it.\n\n";
  if (request.target != "rotations") {
    card += "| | |\n|---|---|\n| target | " + request.target + " |\n| scheme | " + scheme_name(request.quant) + " |\n";
    if (gguf) card += "| GGUF type | " + request.quant.gguf_type + " |\n";
    if (request.quant.w_bits < 16) {
      const int group = request.quant.w_group;
      card += "| weights | " + request.quant.w_method + ", " +
              (request.quant.w_symmetric ? "symmetric" : "asymmetric") + ", " +
              (group > 0 ? "groups of " + std::to_string(group) : "one scale an output channel") + " |\n";
    }
    if (!gguf) card += "| other tensors | " + request.weights_dtype + " |\n";
  }
  const auto invariance = recipe.at("invariance_error").get<double>();
  char line[128];
  std::snprintf(line, sizeof line, "\nRotated and original logits differ by %.2g of their scale before quantization.\n",
                invariance);
  card += line;
  const ordered_json& figures = recipe.at("figures");
  if (!figures.is_null()) {
    card += "\n| perplexity on " + figures.at("text").at("file").get<std::string>() + " (" +
            std::to_string(request.windows) + " windows of " + std::to_string(request.seq_len) +
            " tokens) | |\n|---|---|\n| original | " + figure(figures.at("original_perplexity").get<double>()) +
            " |\n| rotated and quantized, before writing | " +
            figure(figures.at("quantized_perplexity").get<double>()) + " |\n| these files, opened again | " +
            figure(figures.at("reopened_perplexity").get<double>()) + " |\n";
  } else {
    card += "\nNot measured (`--verify` measures).\n";
  }
  return card + "\nTo repeat it:\n\n```sh\n" + recipe.at("command").get<std::string>() + "\n```\n\n" +
         (request.rotation.source == "learned"
              ? "PROJECT.h5 stands for the project in which the learned rotation was saved. "
              : "") +
         "All settings are in recipe.json.\n";
}

std::vector<TextFile> recipe_files(const ExportRequest& request, const OpenModel& model, const ordered_json& recipe) {
  const std::filesystem::path out = request.out;
  const bool single = request.target == target_gguf || request.target == "rotations";
  const std::string prefix = single ? out.filename().string() + "." : std::string();
  return {{prefix + "README.md", model_card(request, model, recipe)},
          {prefix + "recipe.json", recipe.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n"}};
}

}  // namespace rotorscope
