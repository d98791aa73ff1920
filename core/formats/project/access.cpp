#include "core/formats/project/access.h"

#include "core/base/files.h"
#include "core/formats/project/h5_writer.h"
#include "core/formats/project/project_lock.h"

#include <system_error>

namespace rotorscope::access {
namespace {

constexpr const char* version_name = "rotorscope_project";
constexpr int newest_version = 1;

/// Puts everything into the new file: its mark, what stays of the old one, and the change.
Status fill(const h5::Handle& file, const std::filesystem::path& project, const Rewrite& start,
            const std::function<Status(const h5::Handle& file)>& change) {
  ROTOR_CHECK(h5::write_root_number(file, version_name, newest_version));
  if (!start.is_new) {
    ROTOR_TRY(const auto old, open_project(project));
    ROTOR_CHECK(h5::copy_all(old, file, start.without));
  }
  return change(file);
}

}  // namespace

Result<h5::Handle> open_project(const std::filesystem::path& project) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(project, ignored)) {
    return fail("is not there, or not a file", project.string(), "check the path");
  }
  ROTOR_TRY(auto file, h5::open_file(project));
  if (H5Aexists(file.id(), version_name) <= 0) {
    return fail("is an HDF5 file, but not a Rotorscope project", project.string(), "open a project");
  }
  ROTOR_TRY(const int version, h5::read_root_number(file, version_name));
  if (version > newest_version) {
    return fail("was written by a newer version of Rotorscope", project.string(), "update Rotorscope");
  }
  if (version < 1) return fail("has a format version that never was", project.string());
  return file;
}

Error in_project(Error error, const std::filesystem::path& project) {
  if (error.cancelled) return error;
  if (error.where.find(project.string()) == std::string::npos) {
    error.where = error.where.empty() ? project.string() : project.string() + ", " + error.where;
  }
  if (error.hint.empty()) error.hint = "restore the project from a copy, or make a new one";
  return error;
}

Status rewrite_project(const std::filesystem::path& project, std::chrono::milliseconds patience, const Rewrite& start,
                       const std::function<Status(const h5::Handle& file)>& change) {
  ROTOR_TRY(const ProjectLock lock, ProjectLock::acquire(project, patience));
  std::error_code ignored;
  if (start.is_new && std::filesystem::exists(project, ignored)) {
    return fail("there is a file already", project.string(), "choose another name");
  }
  const Status written = write_atomically(project, [&](const std::filesystem::path& temporary) -> Status {
    const h5::Session session;
    h5::WriteReport report;
    ROTOR_TRY(auto file, h5::create_file(temporary, report));
    Status filled = fill(file, project, start, change);
    const bool closed = file.close();
    if (report.error_number != 0) {
      return fail("cannot be written: " + std::generic_category().message(report.error_number), project.string(),
                  "check the free space");
    }
    if (filled && !closed) return fail("cannot be written", project.string());
    return filled;
  });
  if (!written) return tl::unexpected<Error>(in_project(written.error(), project));
  return {};
}

std::filesystem::path settled(const std::filesystem::path& path) {
  std::error_code error;
  auto result = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  return error ? path : result;
}

}  // namespace rotorscope::access
