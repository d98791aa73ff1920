// What a project keeps beyond the protocol's structs: large arrays, and what a run needs to go on.
#pragma once

#include "core/protocol/inspect.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Who made a project, when and how.
struct Provenance {
  std::string program;       ///< "Rotorscope 0.1.0"
  std::string created;       ///< ISO 8601, UTC
  std::string command_line;  ///< of the program that made it; may be empty
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Provenance, program, created, command_line)

/// The common part of an inspection; the sites' arrays are StoredSite.
struct StoredInspection {
  InspectRequest request;
  InspectOutcome outcome;
  std::vector<std::int32_t> token_ids;
  std::vector<std::string> token_texts;  ///< readable, one a token; as many as token_ids, or none
};

/// One site of an inspection.
struct StoredSite {
  SiteSummary summary;
  SiteVariant before;  ///< its numbers stand in `summary`, only once in the file
  SiteVariant after;   ///< empty unless summary.has_after
  int tokens = 0;
  std::vector<std::uint16_t> activations;  ///< unrotated, row-major [tokens, channels], IEEE half bits; may be empty
};

/// A rotation set. R3 and R4 are Hadamard transforms built from their sizes, so that only their switches are kept, and
/// what was learned to follow R4's. R1 and R2 are float64: float32 would lose their orthogonality of 1e-7.
struct StoredRotation {
  std::string kind;         ///< orthogonal, hadamard, learned
  std::string description;  ///< e.g. "R1 576 = Paley II 36 × 2^4"
  std::uint64_t seed = 0;
  bool r1 = false, r2 = false, r3 = false, r4 = false;  ///< which parts are switched on
  std::int64_t hidden_size = 0;
  std::int64_t head_dim = 0;
  std::int64_t intermediate_size = 0;
  std::vector<double> r1_matrix;                 ///< row-major [hidden_size, hidden_size]; may be empty
  std::vector<std::vector<double>> r2_matrices;  ///< a layer each, row-major [head_dim, head_dim]; may be empty
  std::vector<std::vector<double>> r4_blocks;    ///< a layer each, [intermediate_size / b, b, b]; may be empty
  std::vector<std::vector<double>> v_scales;     ///< a layer each, [kv_heads · head_dim]; may be empty
  std::vector<std::vector<double>> down_scales;  ///< a layer each, [intermediate_size]; may be empty
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(StoredRotation, kind, description, seed, r1, r2, r3, r4, hidden_size,
                                                head_dim, intermediate_size)

/// The state of a learning run between two steps: going on from it gives the same curve as never having stopped.
struct LearnCheckpoint {
  int next_step = 1;                             ///< from 1
  std::vector<double> r1;                        ///< row-major [hidden_size, hidden_size]
  std::vector<std::vector<double>> r2;           ///< a layer each, row-major [head_dim, head_dim]
  std::vector<double> momentum_r1;               ///< as r1, or empty
  std::vector<std::vector<double>> momentum_r2;  ///< as r2, or empty
  std::string generator_state;                   ///< opaque bytes
  double best_loss = 0;
  int best_step = 0;                                 ///< 0: none yet
  std::vector<double> best_r1;                       ///< as r1, or empty
  std::vector<std::vector<double>> best_r2;          ///< as r2, or empty
  std::map<std::string, std::vector<double>> extra;  ///< whatever else the learner needs, by name
};

}  // namespace rotorscope
