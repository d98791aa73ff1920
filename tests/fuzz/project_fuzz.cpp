// Any bytes as a project file: everything in it is read. The project looks for the folder that its file is in, so it
// gets a real one, in memory all the same.
#include "core/formats/project/project_file.h"
#include "tests/fuzz/memory_file.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace rotorscope;

namespace {

/// One file for the whole run of this process.
const std::string& place() {
  static const std::string path = "/dev/shm/rotorscope-fuzz-" + std::to_string(::getpid()) + ".h5";
  return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::ofstream(place(), std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto project = ProjectFile::open(place());
  struct Remover {
    ~Remover() {
      std::error_code error;
      std::filesystem::remove(place(), error);
    }
  } remover;
  fuzz::must_explain(project);
  if (!project) return 0;
  const auto contents = project->contents();
  fuzz::must_explain(contents);
  fuzz::must_explain(project->provenance());
  fuzz::must_explain(project->read_inspection());
  if (contents) {
    for (const SiteSummary& site : contents->inspection.sites) {
      fuzz::must_explain(project->read_site(site.layer, site.site));
    }
    for (const LearnRun& run : contents->runs) fuzz::must_explain(project->read_checkpoint(run.name));
  }
  if (const auto names = project->rotation_names()) {
    for (const std::string& name : *names) fuzz::must_explain(project->read_rotation(name));
  }
  return 0;
}
