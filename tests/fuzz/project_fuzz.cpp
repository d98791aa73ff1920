// Any bytes as a project file: everything in it is read.
#include "core/formats/project/project_file.h"
#include "tests/fuzz/memory_file.h"

using namespace rotorscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(data, size);
  const auto project = ProjectFile::open(file.path());
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
