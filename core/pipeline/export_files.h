// Writing the files of an export: MergedTensors in, a folder or a GGUF file out.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/hf_writer.h"
#include "core/pipeline/merged_tensors.h"
#include "core/protocol/exporting.h"

#include <stop_token>
#include <vector>

namespace rotorscope {

/// How the linears of a request for compressed-tensors or gptq are packed.
PackedFormat packed_format(const QuantSpec& quant);

/// A Hugging Face folder with plain tensors (target hf), or with the linears packed (compressed-tensors, gptq). `what`
/// has all but the quantization_config. Errors: those of the writers; a weight that is not on its grid.
Result<std::vector<WrittenFile>> write_export_folder(HfExport what, const ExportRequest& request,
                                                     MergedTensors& tensors, Progress& progress,
                                                     const std::stop_token& stop);

/// A GGUF file for llama.cpp.
Result<std::vector<WrittenFile>> write_export_gguf(const Checkpoint& source, const ExportRequest& request,
                                                   MergedTensors& tensors, Progress& progress,
                                                   const std::stop_token& stop);

}  // namespace rotorscope
