#include "core/protocol/frame.h"

#include <cstring>

namespace rotorscope {

std::string encode_frame(const nlohmann::json& message) {
  std::string frame(sizeof(std::uint32_t), '\0');
  nlohmann::json::to_cbor(message, nlohmann::detail::output_adapter<char>(frame));
  const auto length = static_cast<std::uint32_t>(frame.size() - sizeof(std::uint32_t));
  std::memcpy(frame.data(), &length, sizeof length);
  return frame;
}

Result<std::optional<nlohmann::json>> FrameReader::next() {
  std::uint32_t length = 0;
  if (buffer_.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, buffer_.data(), sizeof length);
  if (length > frame_limit_bytes) {
    return fail("the other side sent something that is not a frame of this protocol", "backend connection",
                "check that the backend command prints nothing of its own on standard output");
  }
  if (buffer_.size() - sizeof length < length) return std::nullopt;
  const char* begin = buffer_.data() + sizeof length;
  auto message = nlohmann::json::from_cbor(begin, begin + length, true, false);
  buffer_.erase(0, sizeof length + length);
  if (message.is_discarded() || !message.is_object()) {
    return fail("a frame does not hold a CBOR map", "backend connection");
  }
  return message;
}

}  // namespace rotorscope
