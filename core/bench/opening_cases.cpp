// Opening: a model's headers, and a project that holds an inspection. The limits are times that a person does not
// notice, so their side of the pair is a number instead of a measurement.
#include "core/bench/cases.h"
#include "core/pipeline/operations.h"

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace rotorscope {
namespace {

/// A folder of its own in the system's temporary one, removed with it.
class TemporaryFolder {
 public:
  static Result<std::shared_ptr<TemporaryFolder>> create() {
    std::error_code problem;
    std::string path = (std::filesystem::temp_directory_path(problem) / "rotor-bench-XXXXXX").string();
    if (problem || ::mkdtemp(path.data()) == nullptr) {
      return fail("no temporary folder can be made", path, "set TMPDIR to a folder that can be written");
    }
    return std::shared_ptr<TemporaryFolder>(new TemporaryFolder(path));
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

Result<PreparedCase> opening_a_model(const BenchContext& context) {
  OpenRequest request;
  request.model = context.request.model;
  return PreparedCase{{[request]() -> Status {
                         Workspace fresh;
                         NoReport quiet;
                         ROTOR_TRY(const ModelInfo info, open_model(fresh, request, quiet, {}));
                         (void)info;
                         return {};
                       },
                       {},
                       0.2},
                      ""};
}

Result<PreparedCase> reopening_a_project(const BenchContext& context) {
  ROTOR_TRY(const auto folder, TemporaryFolder::create());
  InspectRequest inspection;
  inspection.runtime = context.request.runtime;
  inspection.model = context.request.model;
  inspection.text = context.request.text;
  inspection.tokens = 512;
  inspection.rotation.source = "hadamard";
  inspection.project = folder->file("bench.h5");
  {
    Workspace maker;
    ROTOR_TRY(const InspectOutcome outcome, inspect(maker, inspection, context.report, context.stop));
    (void)outcome;
  }
  // `folder` is kept by the work that reads from it.
  return PreparedCase{{[folder, path = inspection.project]() -> Status {
                         Workspace fresh;
                         ROTOR_TRY(const ProjectContents contents, open_project(fresh, {path, {}}));
                         (void)contents;
                         return {};
                       },
                       {},
                       0.5},
                      ""};
}

}  // namespace

std::vector<BenchCase> opening_cases() {
  return {{"open-model", "opening a model, to its ModelInfo", "0.2 s", {Goal::Kind::at_most, 1.0}, opening_a_model},
          {"open-project",
           "reopening a project with an inspection of 512 tokens",
           "0.5 s",
           {Goal::Kind::at_most, 1.0},
           reopening_a_project}};
}

}  // namespace rotorscope
