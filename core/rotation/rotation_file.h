// Rotations in files: safetensors, Meta's R.bin, and our project (numerics.md §7).
#pragma once

#include "core/base/result.h"
#include "core/formats/project/stored.h"
#include "core/rotation/rotation_set.h"

#include <filesystem>

namespace rotorscope {

/// Reads R1 and model.layers.{i}.self_attn.R2 from a .safetensors, an R.bin (through libtorch's reader, which runs no
/// code) or a project .h5 (its rotation "learned", or the only one). R3 and R4 are Hadamard, R4's
/// followed by model.layers.{i}.mlp.R4_blocks where the file has them. Errors: not there, shapes
/// that do not fit the model, matrices that are not orthogonal to 1e-3.
Result<RotationSet> load_rotation(const std::filesystem::path& path, const ModelConfig& config);

/// Writes R1 and R2 as float32 safetensors, with what made them as metadata. Error: there is neither.
Status save_rotation(const std::filesystem::path& path, const RotationSet& set);

/// To and from the project's form.
StoredRotation to_stored(const RotationSet& set, const ModelConfig& config);
Result<RotationSet> from_stored(const StoredRotation& stored, const ModelConfig& config);

/// A float64 matrix [n, n] from row-major values, and back.
at::Tensor matrix_from(const std::vector<double>& values, std::int64_t n);
std::vector<double> values_of(const at::Tensor& matrix);

}  // namespace rotorscope
