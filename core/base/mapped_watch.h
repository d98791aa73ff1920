// What becomes of a mapped file while it is in use: somebody else may write, replace or cut it at any moment.
//
// A file that was cut has no memory behind the end of the mapping any more; touching it is SIGBUS, which nothing can
// check for in time. So there are two guards: check_unchanged() before and after a file is used, which compares size,
// time and identity with those at opening, and a signal handler for the moment between, which says which file it was.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <span>

namespace rotorscope {

/// Whether the files are as they were when they were mapped; files that are not mapped are not looked at. Errors: one
/// has been written to, replaced or removed.
Status check_unchanged(std::span<const std::filesystem::path> files);

/// From now on a mapped file that is cut ends the program with exit code 1 and one line on standard error, instead of a
/// bare "Bus error". For a program's start; other causes of SIGBUS end it as before.
void explain_cut_files();

}  // namespace rotorscope
