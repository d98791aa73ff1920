// A file driver for HDF5 that never tells it of a failed write.
//
// When the disk is full, HDF5 1.10 fails inside H5Fclose, keeps a dangling entry for the file, and crashes at the
// program's end or later. This driver notes the first error, pretends from there on that all goes well, and the caller
// looks at the note after closing and drops the file. Internal to this folder.
#pragma once

#include "core/formats/project/h5.h"

#include <filesystem>

namespace rotorscope::h5 {

/// What became of a file's writes; must outlive the file's handle.
struct WriteReport {
  int error_number = 0;  ///< errno of the first failed write; 0: all are done
};

/// A new, empty file in the format of HDF5 1.10, whose metadata all carry checksums. Only after the handle is closed
/// does `report` tell whether everything was written.
Result<Handle> create_file(const std::filesystem::path& path, WriteReport& report);

}  // namespace rotorscope::h5
