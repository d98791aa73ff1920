// Where the sample model and the prose lie that setup installed.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace rotorscope {

/// The path of a model as the user names it: a path that exists, or "sample": what ROTORSCOPE_SAMPLE_MODEL names, else
/// sample.gguf among the installed files. Errors: not there.
Result<std::filesystem::path> resolve_model(const std::string& model);

/// English prose for calibration and learning, and other prose for evaluation. Errors: not installed.
Result<std::filesystem::path> calibration_prose();
Result<std::filesystem::path> evaluation_prose();

}  // namespace rotorscope
