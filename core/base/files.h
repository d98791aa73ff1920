// Whole files in, whole files out.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace rotorscope {

/// The file's bytes as a string. Errors: not readable, larger than `limit_bytes`.
Result<std::string> read_file(const std::filesystem::path& path, std::uintmax_t limit_bytes = 1ULL << 32);

/// A text file with its line ends as "\n", whatever they were ("\r\n", "\r"): one text has the same tokens whoever
/// saved it, as in Python's text mode, which the reference figures were made with. Errors as read_file.
Result<std::string> read_text(const std::filesystem::path& path, std::uintmax_t limit_bytes = 1ULL << 32);

/// Writes through a temporary beside `path` (same folder, so that the rename is atomic): `write` is given the
/// temporary's path and must leave the finished file there; it is then synced and renamed to `path`. If anything fails
/// the temporary is removed and `path` is as it was.
Status write_atomically(const std::filesystem::path& path,
                        const std::function<Status(const std::filesystem::path& temporary)>& write);

/// write_atomically for contents that are at hand.
Status write_file(const std::filesystem::path& path, std::string_view contents);

/// Content fingerprint of a file: FNV-1a 64 over size, first and last MiB and 64 pages between, in hex. Good to
/// notice that a model changed; not a defence against anyone.
Result<std::string> fingerprint(const std::filesystem::path& path);

}  // namespace rotorscope
