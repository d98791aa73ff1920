// Damaged and hostile project files end in an Error: no crash, no huge allocation.
#include "core/base/files.h"
#include "core/formats/project/json_text.h"
#include "core/formats/project/project_file.h"
#include "tests/project/samples.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using namespace testing;

void write_plain(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TEST(ProjectDamage, AFlippedByteIsNoticedOrHarmless) {
  const ScratchFolder folder;
  full_project(folder.path() / "p.h5");
  const std::string good = read_file(folder.path() / "p.h5").value();
  std::mt19937 generator(1);
  int noticed = 0;
  for (int i = 0; i < 400; ++i) {
    std::string bad = good;
    const std::size_t at = generator() % bad.size();
    bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1U << (generator() % 8)));
    write_plain(folder.path() / "bad.h5", bad);
    const Status status = read_everything(folder.path() / "bad.h5");
    if (!status) {
      ++noticed;
      EXPECT_THAT(status.error().where, HasSubstr("bad.h5")) << "byte " << at;
      EXPECT_FALSE(status.error().hint.empty());
    }
  }
  EXPECT_GT(noticed, 200);
}

TEST(ProjectDamage, GarbledStretchesAreNoticed) {
  const ScratchFolder folder;
  full_project(folder.path() / "p.h5");
  const std::string good = read_file(folder.path() / "p.h5").value();
  std::mt19937 generator(2);
  for (int i = 0; i < 200; ++i) {
    std::string bad = good;
    const std::size_t at = generator() % (bad.size() - 64);
    for (std::size_t j = 0; j < 64; ++j) bad[at + j] = static_cast<char>(generator());
    write_plain(folder.path() / "bad.h5", bad);
    (void)read_everything(folder.path() / "bad.h5");
  }
}

TEST(ProjectDamage, ATruncatedFileIsNoticed) {
  const ScratchFolder folder;
  full_project(folder.path() / "p.h5");
  const std::string good = read_file(folder.path() / "p.h5").value();
  for (std::size_t size = 0; size < good.size(); size += 1 + good.size() / 150) {
    write_plain(folder.path() / "bad.h5", good.substr(0, size));
    EXPECT_FALSE(read_everything(folder.path() / "bad.h5")) << size << " bytes left";
  }
}

TEST(ProjectDamage, ADamagedProjectIsNotOverwritten) {
  const ScratchFolder folder;
  full_project(folder.path() / "p.h5");
  std::string bad = read_file(folder.path() / "p.h5").value();
  bad.resize(bad.size() / 2);
  write_plain(folder.path() / "p.h5", bad);
  EXPECT_FALSE(ProjectFile::open_or_create(folder.path() / "p.h5", sample_model(), sample_provenance()));
  EXPECT_EQ(read_file(folder.path() / "p.h5").value(), bad);
}

/// Opens a project with HDF5 itself, to put into it what this program never writes.
class HostileProject : public ::testing::Test {
 protected:
  void SetUp() override {
    full_project(folder_.path() / "p.h5");
    file_ = H5Fopen((folder_.path() / "p.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file_, 0);
  }

  /// Replaces a dataset by one of the given type, shape and storage; nothing is written into it.
  void replace(const char* name, hid_t type, std::vector<hsize_t> shape, hid_t storage = H5P_DEFAULT) const {
    ASSERT_GE(H5Ldelete(file_, name, H5P_DEFAULT), 0);
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t dataset = H5Dcreate2(file_, name, type, space, H5P_DEFAULT, storage, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
  }

  Error rotation_error() {
    H5Fclose(file_);
    const auto rotation = ProjectFile::open(folder_.path() / "p.h5")->read_rotation("hadamard 0");
    return rotation ? Error{"no error", {}, {}} : rotation.error();
  }

  ScratchFolder folder_;
  hid_t file_ = H5I_INVALID_HID;
  const char* r1_ = "/rotations/hadamard 0/R1";
};

TEST_F(HostileProject, HugeShapesAreRefused) {
  replace(r1_, H5T_IEEE_F64LE, {1U << 30U, 1U << 30U});
  EXPECT_THAT(rotation_error().message(), HasSubstr("larger than the file"));
}

TEST_F(HostileProject, MissingDataIsRefused) {
  const hid_t storage = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t piece[2] = {6, 6};
  H5Pset_chunk(storage, 2, piece);
  replace(r1_, H5T_IEEE_F64LE, {6, 6}, storage);
  EXPECT_THAT(rotation_error().message(), HasSubstr("not complete"));
}

TEST_F(HostileProject, DataOutsideTheFileIsRefused) {
  const hid_t storage = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(storage, "/etc/hostname", 0, H5F_UNLIMITED);
  replace(r1_, H5T_IEEE_F64LE, {1, 1}, storage);
  EXPECT_THAT(rotation_error().message(), HasSubstr("outside the file"));
}

TEST_F(HostileProject, CompressedDataIsRefused) {
  const hid_t storage = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t piece[2] = {6, 6};
  H5Pset_chunk(storage, 2, piece);
  H5Pset_deflate(storage, 9);
  replace(r1_, H5T_IEEE_F64LE, {6, 6}, storage);
  EXPECT_THAT(rotation_error().message(), HasSubstr("stored in a way"));
}

TEST_F(HostileProject, OtherTypesAndShapesAreRefused) {
  replace(r1_, H5T_IEEE_F32LE, {6, 6});
  EXPECT_THAT(rotation_error().message(), HasSubstr("type or shape"));
}

TEST_F(HostileProject, LinksToOtherFilesAreIgnored) {
  H5Ldelete(file_, "/rotations/hadamard 0", H5P_DEFAULT);
  ASSERT_GE(H5Lcreate_external("/etc/passwd", "/", file_, "/rotations/hadamard 0", H5P_DEFAULT, H5P_DEFAULT), 0);
  EXPECT_THAT(rotation_error().message(), HasSubstr("is not in the project's rotations"));
}

TEST_F(HostileProject, AGroupInPlaceOfDataIsRefused) {
  H5Ldelete(file_, r1_, H5P_DEFAULT);
  H5Gclose(H5Gcreate2(file_, r1_, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_THAT(rotation_error().message(), HasSubstr("R1: is damaged"));
}

TEST(JsonText, KeepsNumbersThatAreNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  const nlohmann::json value = {{"a", infinity}, {"b", {-infinity, 0.1, "inf"}}};
  EXPECT_EQ(json_from_text(json_to_text(value), "here").value(), value);
  EXPECT_TRUE(std::isnan(json_from_text(json_to_text(std::nan("")), "here")->get<double>()));
}

TEST(JsonText, RefusesWhatIsNotJsonOrTooDeep) {
  EXPECT_FALSE(json_from_text("", "here"));
  EXPECT_FALSE(json_from_text("{\"a\":", "here"));
  EXPECT_FALSE(json_from_text(std::string(100'000, '[') + std::string(100'000, ']'), "here"));
  EXPECT_TRUE(json_from_text("[[[[[[[[1]]]]]]]]", "here"));
}

}  // namespace
}  // namespace rotorscope
