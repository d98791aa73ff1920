// Rotations, learning runs and their checkpoints.
#include "core/formats/project/h5_array.h"
#include "core/formats/project/parts.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace rotorscope::parts {
namespace {

/// The side of a square matrix of `count` values, or an Error.
Result<hsize_t> side_of(std::size_t count, const std::string& name) {
  const auto side = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(count))));
  if (side * side != count) return fail("is not square", name);
  return side;
}

Status write_square(const h5::Handle& group, const std::string& name, const std::vector<double>& matrix) {
  ROTOR_TRY(const hsize_t side, side_of(matrix.size(), name));
  return h5::write_array(group, name, {side, side}, matrix.data());
}

Result<std::vector<double>> read_square(const h5::Handle& group, const std::string& name) {
  ROTOR_TRY(auto array, h5::read_array<double>(group, name, 2));
  if (array.shape[0] != array.shape[1]) return fail("is not square", name);
  return std::move(array.values);
}

/// Squares of one size, a layer each, as [layers, side, side].
Status write_squares(const h5::Handle& group, const std::string& name,
                     const std::vector<std::vector<double>>& matrices) {
  if (matrices.empty()) return {};
  ROTOR_TRY(const hsize_t side, side_of(matrices.front().size(), name));
  std::vector<double> all;
  all.reserve(matrices.size() * matrices.front().size());
  for (const auto& matrix : matrices) {
    if (matrix.size() != matrices.front().size()) return fail("differs in size between layers", name);
    all.insert(all.end(), matrix.begin(), matrix.end());
  }
  return h5::write_array(group, name, {matrices.size(), side, side}, all.data());
}

Result<std::vector<std::vector<double>>> read_squares(const h5::Handle& group, const std::string& name) {
  ROTOR_TRY(const auto array, h5::read_array<double>(group, name, 3));
  if (array.shape[1] != array.shape[2]) return fail("is not square", name);
  std::vector<std::vector<double>> matrices;
  if (array.values.empty()) return matrices;
  const auto count = static_cast<std::ptrdiff_t>(array.shape[1] * array.shape[2]);
  for (auto from = array.values.begin(); from != array.values.end(); from += count) {
    matrices.emplace_back(from, from + count);
  }
  return matrices;
}

/// What a checkpoint keeps in single numbers.
struct CheckpointText {
  int next_step = 1;
  double best_loss = 0;
  int best_step = 0;
  std::vector<std::string> extra;  ///< names of the datasets "extra_NAME"
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CheckpointText, next_step, best_loss, best_step, extra)

/// Rows of one length, a layer each, as [layers, width].
Status write_rows(const h5::Handle& group, const std::string& name, const std::vector<std::vector<double>>& rows) {
  if (rows.empty()) return {};
  std::vector<double> all;
  for (const auto& row : rows) {
    if (row.size() != rows.front().size()) return fail("differs in size between layers", name);
    all.insert(all.end(), row.begin(), row.end());
  }
  return h5::write_array(group, name, {rows.size(), rows.front().size()}, all.data());
}

Result<std::vector<std::vector<double>>> read_rows(const h5::Handle& group, const std::string& name) {
  ROTOR_TRY(const auto array, h5::read_array<double>(group, name, 2));
  std::vector<std::vector<double>> rows;
  if (array.values.empty()) return rows;
  const auto width = static_cast<std::ptrdiff_t>(array.shape[1]);
  for (auto from = array.values.begin(); from != array.values.end(); from += width)
    rows.emplace_back(from, from + width);
  return rows;
}

/// Every field of LearnStep becomes a curve of its own, by its name.
Status write_curves(const h5::Handle& group, const std::vector<LearnStep>& steps) {
  const std::vector<nlohmann::json> rows(steps.begin(), steps.end());
  const nlohmann::json fields = LearnStep();
  for (const auto& field : fields.items()) {
    std::vector<double> curve;
    curve.reserve(rows.size());
    for (const auto& row : rows) curve.push_back(row.at(field.key()).get<double>());
    ROTOR_CHECK(h5::write_array(group, field.key(), {curve.size()}, curve.data()));
  }
  return {};
}

Result<std::vector<LearnStep>> read_curves(const h5::Handle& group) {
  std::vector<nlohmann::json> rows;
  const nlohmann::json fields = LearnStep();
  for (const auto& field : fields.items()) {
    ROTOR_TRY(const auto curve, h5::read_array<double>(group, field.key(), 1));
    if (curve.values.empty()) continue;  // a field that the file's version did not know
    if (rows.empty()) rows.resize(curve.values.size(), fields);
    if (rows.size() != curve.values.size()) return fail("is not as long as the other curves", field.key());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = curve.values[i];
      if (field.value().is_number_float()) {
        rows[i][field.key()] = value;
      } else if (std::abs(value) <= std::numeric_limits<int>::max()) {
        rows[i][field.key()] = static_cast<int>(value);
      } else {
        return fail("has a value that is not a number of steps", field.key());
      }
    }
  }
  return std::vector<LearnStep>(rows.begin(), rows.end());
}

}  // namespace

Status write_rotation(const h5::Handle& group, const StoredRotation& rotation) {
  ROTOR_CHECK(write_json(group, "about", rotation));
  ROTOR_CHECK(write_square(group, "R1", rotation.r1_matrix));
  ROTOR_CHECK(write_squares(group, "R2", rotation.r2_matrices));
  ROTOR_CHECK(write_rows(group, "R4_blocks", rotation.r4_blocks));
  ROTOR_CHECK(write_rows(group, "v_scales", rotation.v_scales));
  return write_rows(group, "down_scales", rotation.down_scales);
}

Result<StoredRotation> read_rotation(const h5::Handle& group) {
  ROTOR_TRY(auto rotation, read_json<StoredRotation>(group, "about"));
  ROTOR_TRY(rotation.r1_matrix, read_square(group, "R1"));
  ROTOR_TRY(rotation.r2_matrices, read_squares(group, "R2"));
  ROTOR_TRY(rotation.r4_blocks, read_rows(group, "R4_blocks"));
  ROTOR_TRY(rotation.v_scales, read_rows(group, "v_scales"));
  ROTOR_TRY(rotation.down_scales, read_rows(group, "down_scales"));
  const auto fits = [](std::size_t values, std::int64_t side) {
    return side >= 0 && side <= 1'000'000 && values == static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  };
  if (!rotation.r1_matrix.empty() && !fits(rotation.r1_matrix.size(), rotation.hidden_size)) {
    return fail("is not hidden_size × hidden_size", "R1");
  }
  if (!rotation.r2_matrices.empty() && !fits(rotation.r2_matrices.front().size(), rotation.head_dim)) {
    return fail("is not head_dim × head_dim", "R2");
  }
  return rotation;
}

Status write_run(const h5::Handle& group, const LearnRun& run, const LearnCheckpoint* checkpoint) {
  LearnRun about = run;
  about.steps.clear();
  ROTOR_CHECK(write_json(group, "about", about));
  ROTOR_CHECK(write_curves(group, run.steps));
  if (checkpoint == nullptr) return {};
  ROTOR_TRY(const auto kept, h5::create_group(group, "checkpoint"));
  CheckpointText about_kept{checkpoint->next_step, checkpoint->best_loss, checkpoint->best_step, {}};
  for (const auto& [name, values] : checkpoint->extra) {
    about_kept.extra.push_back(name);
    ROTOR_CHECK(h5::write_array(kept, "extra_" + name, {values.size()}, values.data()));
  }
  ROTOR_CHECK(write_json(kept, "about", about_kept));
  ROTOR_CHECK(write_square(kept, "R1", checkpoint->r1));
  ROTOR_CHECK(write_squares(kept, "R2", checkpoint->r2));
  ROTOR_CHECK(write_square(kept, "momentum_R1", checkpoint->momentum_r1));
  ROTOR_CHECK(write_squares(kept, "momentum_R2", checkpoint->momentum_r2));
  ROTOR_CHECK(write_square(kept, "best_R1", checkpoint->best_r1));
  ROTOR_CHECK(write_squares(kept, "best_R2", checkpoint->best_r2));
  return h5::write_array(kept, "generator_state", {checkpoint->generator_state.size()},
                         reinterpret_cast<const std::uint8_t*>(checkpoint->generator_state.data()));
}

Result<LearnRun> read_run(const h5::Handle& group) {
  ROTOR_TRY(auto run, read_json<LearnRun>(group, "about"));
  ROTOR_TRY(run.steps, read_curves(group));
  return run;
}

Result<LearnCheckpoint> read_checkpoint(const h5::Handle& run) {
  LearnCheckpoint checkpoint;
  ROTOR_TRY(const auto group, h5::open_group(run, "checkpoint"));
  ROTOR_TRY(const auto about, read_json<CheckpointText>(group, "about"));
  checkpoint.next_step = about.next_step;
  checkpoint.best_loss = about.best_loss;
  checkpoint.best_step = about.best_step;
  for (const std::string& name : about.extra) {
    ROTOR_TRY(auto values, h5::read_array<double>(group, "extra_" + name, 1));
    checkpoint.extra[name] = std::move(values.values);
  }
  ROTOR_TRY(checkpoint.r1, read_square(group, "R1"));
  ROTOR_TRY(checkpoint.r2, read_squares(group, "R2"));
  ROTOR_TRY(checkpoint.momentum_r1, read_square(group, "momentum_R1"));
  ROTOR_TRY(checkpoint.momentum_r2, read_squares(group, "momentum_R2"));
  ROTOR_TRY(checkpoint.best_r1, read_square(group, "best_R1"));
  ROTOR_TRY(checkpoint.best_r2, read_squares(group, "best_R2"));
  ROTOR_TRY(const auto state, h5::read_array<std::uint8_t>(group, "generator_state", 1));
  checkpoint.generator_state.assign(state.values.begin(), state.values.end());
  for (const auto* other : {&checkpoint.momentum_r1, &checkpoint.best_r1}) {
    if (!other->empty() && other->size() != checkpoint.r1.size()) return fail("differs in size from R1", "checkpoint");
  }
  for (const auto* other : {&checkpoint.momentum_r2, &checkpoint.best_r2}) {
    if (!other->empty() &&
        (other->size() != checkpoint.r2.size() || other->front().size() != checkpoint.r2.front().size())) {
      return fail("differs in size from R2", "checkpoint");
    }
  }
  return checkpoint;
}

}  // namespace rotorscope::parts
