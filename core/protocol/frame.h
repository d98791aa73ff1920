// Frames between the window and the backend: a 4-byte little-endian length, then one CBOR map.
//
// Window → backend
//   {type: "hello", protocol: 1}
//   {type: "request", id, operation, body}     starts a job; operations are listed in core/service
//   {type: "cancel" | "pause" | "resume", id}
//   {type: "shutdown"}
// Backend → window
//   {type: "hello", protocol: 1, program: "0.1.0", devices: […], devices_complete, process: PID}
//                                              not complete: the operation devices also looks at the GPUs
//   {type: "progress", id, done, total, activity, seconds_left}      total 0 and seconds_left −1: not known
//   {type: "partial", id, kind, body}
//   {type: "log", id, line}
//   {type: "result", id, body}
//   {type: "error", id, what, where, hint, cancelled}
//   {type: "status", memory_bytes, memory_total_bytes}               once a second
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

inline constexpr int protocol_version = 1;
/// No frame is larger; a longer length means that the other side does not speak this protocol.
inline constexpr std::uint32_t frame_limit_bytes = 1U << 30U;
/// The first frame is a greeting and small. Any line of text in its place, such as a server's message of the day, reads
/// as a larger length and is noticed at once.
inline constexpr std::uint32_t first_frame_limit_bytes = 1U << 20U;

/// The whole frame, length included.
[[nodiscard]] std::string encode_frame(const nlohmann::json& message);

/// Collects bytes as they come and gives out whole messages.
class FrameReader {
 public:
  void feed(const char* data, std::size_t size) { buffer_.append(data, size); }
  /// The next message; nothing if it is not complete yet; an Error if the bytes are not a frame (then stop reading).
  Result<std::optional<nlohmann::json>> next();

 private:
  std::string buffer_;
  std::size_t consumed_ = 0;  ///< bytes of the buffer that have been given out
  bool greeted_ = false;
};

/// A struct of this folder from its JSON; the Error names what did not fit.
template <class T>
Result<T> decode(const nlohmann::json& body, const std::string& where) {
  try {
    return body.get<T>();
  } catch (const nlohmann::json::exception& problem) {
    return fail(std::string("the message does not fit: ") + problem.what(), where,
                "use a window and a backend of the same version");
  }
}

}  // namespace rotorscope
