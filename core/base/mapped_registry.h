// The mappings of this process, so that a signal handler can tell whose memory is gone. Internal to this folder.
#pragma once

#include <cstddef>
#include <filesystem>

struct stat;

namespace rotorscope::mapped_registry {

/// Remembers a mapping and its file's state. With thousands of mappings at once the rest goes unwatched.
void add(const void* begin, std::size_t size, const std::filesystem::path& path, const struct stat& opened);
void remove(const void* begin);

}  // namespace rotorscope::mapped_registry
