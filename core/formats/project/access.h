// How a project is opened for one reading, and how its next state comes into being. Internal to this folder.
#pragma once

#include "core/base/result.h"
#include "core/formats/project/h5.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace rotorscope::access {

/// The project's file for reading, its mark and version checked; needs an h5::Session.
Result<h5::Handle> open_project(const std::filesystem::path& project);

/// The error with the project's name in it, and a hint.
Error in_project(Error error, const std::filesystem::path& project);

/// What `read`, which takes the open file and returns a Result, finds in the project.
template <class Read>
auto read_project(const std::filesystem::path& project, Read read)
    -> decltype(read(std::declval<const h5::Handle&>())) {
  const h5::Session session;
  auto file = open_project(project);
  if (!file) return tl::unexpected<Error>(in_project(std::move(file).error(), project));
  auto found = read(*file);
  if (!found) return tl::unexpected<Error>(in_project(std::move(found).error(), project));
  return found;
}

/// What a write starts from.
struct Rewrite {
  bool is_new = false;               ///< there must be no project yet
  std::vector<std::string> without;  ///< the member that is left out of the copy, e.g. {"runs", "run 1"}
};

/// Makes the next state of the project: a new file with all that stood in the old one but `without`, and what `change`
/// adds. Nothing is ever removed inside a file, so that it has no holes. The old file stays until the new one is whole.
Status rewrite_project(const std::filesystem::path& project, std::chrono::milliseconds patience, const Rewrite& start,
                       const std::function<Status(const h5::Handle& file)>& change);

/// A path that stays the same file when the working folder changes; a link is followed, so that a write keeps it.
std::filesystem::path settled(const std::filesystem::path& path);

}  // namespace rotorscope::access
