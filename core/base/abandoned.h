// What programs that were killed left behind.
#pragma once

#include <filesystem>

namespace rotorscope {

/// Removes files and folders named PATH.partial-… beside `path` whose lock nobody holds: their writer was
/// killed. write_atomically does so by itself before it writes.
void remove_abandoned(const std::filesystem::path& path);

}  // namespace rotorscope
