// The parts of a project, each written to and read from its group. Internal to this folder.
#pragma once

#include "core/formats/project/h5.h"
#include "core/formats/project/json_text.h"
#include "core/formats/project/project_file.h"
#include "core/formats/project/stored.h"
#include "core/protocol/frame.h"

#include <string>

#include <nlohmann/json.hpp>

namespace rotorscope::parts {

/// A protocol struct as JSON text in a dataset.
template <class T>
Status write_json(const h5::Handle& parent, const std::string& name, const T& value) {
  return h5::write_text(parent, name, json_to_text(nlohmann::json(value)));
}

/// Errors: absent, damaged, or of another type.
template <class T>
Result<T> read_json(const h5::Handle& parent, const std::string& name) {
  if (!h5::has(parent, name)) return fail("is missing", name);
  ROTOR_TRY(const std::string text, h5::read_text(parent, name));
  ROTOR_TRY(const nlohmann::json value, json_from_text(text, name));
  return decode<T>(value, name);
}

Status write_inspection(const h5::Handle& group, const StoredInspection& inspection,
                        const ProjectFile::SiteSource& site);
Result<StoredInspection> read_inspection(const h5::Handle& group);
Result<StoredSite> read_site(const h5::Handle& inspection, int layer, const std::string& site, bool with_activations);

Status write_rotation(const h5::Handle& group, const StoredRotation& rotation);
Result<StoredRotation> read_rotation(const h5::Handle& group);

Status write_run(const h5::Handle& group, const LearnRun& run, const LearnCheckpoint* checkpoint);
Result<LearnRun> read_run(const h5::Handle& group);
Result<LearnCheckpoint> read_checkpoint(const h5::Handle& run);

}  // namespace rotorscope::parts
