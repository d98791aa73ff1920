#include "core/formats/project/project_file.h"

#include "tests/project/samples.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

namespace rotorscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace testing;

/// Structs of the protocol have no operator==; their JSON has.
template <class T>
nlohmann::json json(const T& value) {
  return value;
}

TEST(ProjectFile, KeepsModelAndProvenance) {
  const ScratchFolder folder;
  ASSERT_TRUE(ProjectFile::create(folder.path() / "new folder/p.h5", sample_model(), sample_provenance()));
  const auto project = ProjectFile::open(folder.path() / "new folder/p.h5");
  ASSERT_TRUE(project) << project.error().message();
  const auto contents = project->contents();
  ASSERT_TRUE(contents) << contents.error().message();
  EXPECT_EQ(json(contents->model), json(sample_model()));
  EXPECT_EQ(contents->program, "Rotorscope 0.1.0");
  EXPECT_EQ(contents->created, "2025-11-23T05:00:00Z");
  EXPECT_EQ(contents->path, (folder.path() / "new folder/p.h5").string());
  EXPECT_FALSE(contents->model_found);
  EXPECT_FALSE(contents->has_inspection);
  EXPECT_TRUE(contents->runs.empty() && contents->rotations.empty() && contents->evaluations.empty());
  EXPECT_EQ(project->provenance()->command_line, "rotor inspect sample");
}

TEST(ProjectFile, KeepsAnInspection) {
  const ScratchFolder folder;
  const auto project = full_project(folder.path() / "p.h5");
  const StoredInspection expected = sample_inspection();
  const auto inspection = project.read_inspection();
  ASSERT_TRUE(inspection) << inspection.error().message();
  EXPECT_EQ(json(inspection->request), json(expected.request));
  EXPECT_EQ(json(inspection->outcome), json(expected.outcome));
  EXPECT_EQ(inspection->token_ids, expected.token_ids);
  EXPECT_EQ(inspection->token_texts, expected.token_texts);
  for (std::size_t i = 0; i < expected.outcome.sites.size(); ++i) {
    const StoredSite wanted = sample_site(expected, i);
    const auto site = project.read_site(wanted.summary.layer, wanted.summary.site);
    ASSERT_TRUE(site) << site.error().message();
    EXPECT_EQ(json(site->summary), json(wanted.summary));
    EXPECT_EQ(json(site->before), json(wanted.before));
    EXPECT_EQ(json(site->after), json(wanted.after));
    EXPECT_EQ(site->tokens, wanted.tokens);
    EXPECT_EQ(site->activations, wanted.activations);
  }
  EXPECT_TRUE(project.read_site(0, "attn_in", false)->activations.empty());
  EXPECT_THAT(project.read_site(1, "attn_in").error().message(), HasSubstr("was not inspected"));
}

TEST(ProjectFile, ReplacesAnInspection) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  StoredInspection next = sample_inspection(9);
  next.outcome.sites.pop_back();
  ASSERT_TRUE(project.write_inspection(next, [&](std::size_t i) { return sample_site(next, i); }));
  EXPECT_EQ(project.read_site(0, "attn_in")->summary.channels, 9);
  EXPECT_FALSE(project.read_site(1, "down_in"));
  const auto contents = project.contents();
  EXPECT_EQ(contents->inspection.sites.size(), 1U);
  EXPECT_EQ(contents->runs.size(), 1U);
  EXPECT_EQ(contents->evaluations.size(), 1U);
}

TEST(ProjectFile, KeepsRotationsToTheLastBit) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const StoredRotation expected = sample_rotation();
  const auto rotation = project.read_rotation("hadamard 0");
  ASSERT_TRUE(rotation) << rotation.error().message();
  EXPECT_EQ(json(*rotation), json(expected));
  EXPECT_EQ(rotation->r1_matrix, expected.r1_matrix);
  EXPECT_EQ(rotation->r2_matrices, expected.r2_matrices);
  StoredRotation online_only = expected;
  online_only.r1_matrix.clear();
  online_only.r2_matrices.clear();
  ASSERT_TRUE(project.write_rotation("a", online_only));
  ASSERT_TRUE(project.write_rotation("hadamard 0", online_only));
  EXPECT_TRUE(project.read_rotation("hadamard 0")->r1_matrix.empty());
  EXPECT_THAT(project.rotation_names().value(), ElementsAre("a", "hadamard 0"));
  EXPECT_THAT(project.read_rotation("none").error().message(), HasSubstr("is not in the project's rotations"));
}

TEST(ProjectFile, RefusesWhatIsNotSquare) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  StoredRotation rotation = sample_rotation();
  rotation.r1_matrix.pop_back();
  EXPECT_THAT(project.write_rotation("odd", rotation).error().message(), HasSubstr("R1: is not square"));
  rotation = sample_rotation();
  rotation.r2_matrices[1].resize(9);
  EXPECT_THAT(project.write_rotation("odd", rotation).error().message(), HasSubstr("differs in size between layers"));
  EXPECT_THAT(project.rotation_names().value(), ElementsAre("hadamard 0"));
}

TEST(ProjectFile, RefusesNamesThatAreNone) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  for (const std::string& name :
       {std::string(), std::string("a/b"), std::string("."), std::string(201, 'x'), std::string("a\0b", 3)}) {
    EXPECT_FALSE(project.write_rotation(name, sample_rotation())) << name;
    EXPECT_FALSE(project.read_rotation(name)) << name;
    EXPECT_FALSE(project.write_run(sample_run(name, 1), nullptr)) << name;
    EXPECT_FALSE(project.read_site(0, name)) << name;
  }
  EXPECT_TRUE(project.write_rotation("Größe .. 模型", sample_rotation()));
  EXPECT_TRUE(project.read_rotation("Größe .. 模型"));
}

TEST(ProjectFile, KeepsRunsAndCheckpoints) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const auto run = project.read_run("run 1");
  ASSERT_TRUE(run) << run.error().message();
  ASSERT_EQ(run->steps.size(), 5U);
  EXPECT_TRUE(std::isnan(run->steps[2].loss));
  const LearnRun expected = sample_run("run 1", 5);
  for (const std::size_t i : {0U, 1U, 3U, 4U}) EXPECT_EQ(json(run->steps[i]), json(expected.steps[i]));
  EXPECT_EQ(json(run->request), json(expected.request));
  EXPECT_EQ(run->started, expected.started);
  EXPECT_FALSE(run->finished);
  const LearnCheckpoint kept = sample_checkpoint(6);
  const auto checkpoint = project.read_checkpoint("run 1");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_EQ(checkpoint->next_step, kept.next_step);
  EXPECT_EQ(checkpoint->r1, kept.r1);
  EXPECT_EQ(checkpoint->r2, kept.r2);
  EXPECT_EQ(checkpoint->momentum_r1, kept.momentum_r1);
  EXPECT_EQ(checkpoint->momentum_r2, kept.momentum_r2);
  EXPECT_EQ(checkpoint->generator_state, kept.generator_state);
  EXPECT_EQ(checkpoint->best_loss, kept.best_loss);
  EXPECT_EQ(checkpoint->best_step, kept.best_step);
  EXPECT_EQ(checkpoint->best_r1, kept.best_r1);
  EXPECT_EQ(checkpoint->best_r2, kept.best_r2);
}

TEST(ProjectFile, DropsTheCheckpointOfAFinishedRun) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  LearnRun run = sample_run("run 1", 7);
  run.finished = true;
  ASSERT_TRUE(project.write_run(run, nullptr));
  EXPECT_TRUE(project.read_run("run 1")->finished);
  EXPECT_EQ(project.read_run("run 1")->steps.size(), 7U);
  EXPECT_THAT(project.read_checkpoint("run 1").error().message(), HasSubstr("no checkpoint"));
  ASSERT_TRUE(project.write_run(sample_run("run 10", 0), nullptr));
  ASSERT_TRUE(project.write_run(sample_run("run 2", 1), nullptr));
  EXPECT_THAT(project.run_names().value(), ElementsAre("run 1", "run 2", "run 10"));
  EXPECT_EQ(project.contents()->runs.back().name, "run 10");
  EXPECT_TRUE(project.contents()->runs.back().steps.empty());
}

TEST(ProjectFile, DoesNotGrowByRewriting) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  const LearnCheckpoint checkpoint = sample_checkpoint(6);
  const auto before = std::filesystem::file_size(project.path());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(project.write_run(sample_run("run 1", 5), &checkpoint));
  EXPECT_LE(std::filesystem::file_size(project.path()), before + 4096);
}

TEST(ProjectFile, AppendsEvaluations) {
  const ScratchFolder folder;
  auto project = full_project(folder.path() / "p.h5");
  EvalRow endless = sample_evaluation(std::numeric_limits<double>::infinity());
  endless.request.text.file = "latin-1: \xe9";
  ASSERT_TRUE(project.append_evaluation(endless));
  const auto rows = project.contents()->evaluations;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(json(rows[0]), json(sample_evaluation(30.226)));
  EXPECT_TRUE(std::isinf(rows[1].outcome.perplexity));
  EXPECT_EQ(rows[1].request.text.file, "latin-1: \xef\xbf\xbd");
}

TEST(ProjectFile, SavesUnderAnotherName) {
  const ScratchFolder folder;
  const auto project = full_project(folder.path() / "p.h5");
  std::ofstream(folder.path() / "q.h5") << "something else";
  const auto copy = project.save_as(folder.path() / "q.h5");
  ASSERT_TRUE(copy) << copy.error().message();
  EXPECT_EQ(copy->contents()->runs.size(), 1U);
  EXPECT_TRUE(read_everything(folder.path() / "q.h5"));
  EXPECT_TRUE(project.save_as(folder.path() / "p.h5"));
}

TEST(ProjectFile, BelongsToOneModel) {
  const ScratchFolder folder;
  ASSERT_TRUE(ProjectFile::open_or_create(folder.path() / "p.h5", sample_model(), sample_provenance()));
  ASSERT_TRUE(ProjectFile::open_or_create(folder.path() / "p.h5", sample_model(), sample_provenance()));
  ModelInfo other = sample_model();
  other.fingerprint = "fedcba9876543210";
  EXPECT_THAT(ProjectFile::open_or_create(folder.path() / "p.h5", other, sample_provenance()).error().message(),
              HasSubstr("belongs to another model"));
  EXPECT_THAT(ProjectFile::create(folder.path() / "p.h5", other, sample_provenance()).error().message(),
              HasSubstr("there is a file already"));
}

TEST(ProjectFile, FollowsALinkWhenItWrites) {
  const ScratchFolder folder;
  full_project(folder.path() / "p.h5");
  std::filesystem::create_symlink(folder.path() / "p.h5", folder.path() / "link.h5");
  auto project = ProjectFile::open(folder.path() / "link.h5");
  ASSERT_TRUE(project) << project.error().message();
  ASSERT_TRUE(project->append_evaluation(sample_evaluation(2)));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "link.h5"));
  EXPECT_EQ(ProjectFile::open(folder.path() / "p.h5")->contents()->evaluations.size(), 2U);
}

TEST(ProjectFile, SaysWhatAFileIsThatIsNoProject) {
  const ScratchFolder folder;
  EXPECT_THAT(ProjectFile::open(folder.path() / "absent.h5").error().message(), HasSubstr("is not there"));
  EXPECT_THAT(ProjectFile::open(folder.path()).error().message(), HasSubstr("not a file"));
  std::ofstream(folder.path() / "empty.h5").close();
  EXPECT_THAT(ProjectFile::open(folder.path() / "empty.h5").error().message(), HasSubstr("is not an HDF5 file"));
  std::ofstream(folder.path() / "text.h5") << "Call me Ishmael.";
  EXPECT_THAT(ProjectFile::open(folder.path() / "text.h5").error().message(), HasSubstr("is not an HDF5 file"));
  H5Fclose(H5Fcreate((folder.path() / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_THAT(ProjectFile::open(folder.path() / "other.h5").error().message(), HasSubstr("not a Rotorscope project"));
}

TEST(ProjectFile, RefusesNewerVersions) {
  const ScratchFolder folder;
  full_project(folder.path() / "p.h5");
  const hid_t file = H5Fopen((folder.path() / "p.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t mark = H5Aopen(file, "rotorscope_project", H5P_DEFAULT);
  const int version = 2;
  ASSERT_GE(H5Awrite(mark, H5T_NATIVE_INT, &version), 0);
  H5Aclose(mark);
  H5Fclose(file);
  EXPECT_THAT(ProjectFile::open(folder.path() / "p.h5").error().message(), HasSubstr("newer version"));
}

}  // namespace
}  // namespace rotorscope
