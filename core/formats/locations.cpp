#include "core/formats/locations.h"

#include <cstdlib>
#include <system_error>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// A file that setup fetched beside the build, or that a package installed beside the program.
Result<fs::path> shared_file(const std::string& name, const std::string& what) {
  const fs::path built = fs::path(ROTORSCOPE_SHARE_DIR) / name;
  if (is_there(built)) return built;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share/rotorscope" / name;
  if (!error && is_there(installed)) return installed;
  return fail(what + " is not installed", built.string(), "run scripts/setup.sh");
}

}  // namespace

Result<fs::path> resolve_model(const std::string& model) {
  if (model.empty()) return fail("no model is named", "", "name a GGUF file, a Hugging Face folder, or sample");
  if (model != "sample") {
    if (is_there(model)) return fs::path(model);
    return fail("is not there", model, "name a GGUF file, a Hugging Face folder, or sample");
  }
  if (const char* given = std::getenv("ROTORSCOPE_SAMPLE_MODEL"); given != nullptr && *given != '\0') {
    if (is_there(given)) return fs::path(given);
    return fail("is not there", given, "ROTORSCOPE_SAMPLE_MODEL names it; unset it or run scripts/setup.sh");
  }
  return shared_file("sample.gguf", "the sample model");
}

Result<fs::path> calibration_prose() { return shared_file("prose-calibration.txt", "the prose for calibration"); }

Result<fs::path> evaluation_prose() { return shared_file("prose-evaluation.txt", "the prose for evaluation"); }

}  // namespace rotorscope
