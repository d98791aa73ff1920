#include "core/protocol/frame.h"

#include "core/protocol/cbor_depth.h"

#include <cstring>
#include <string_view>

namespace rotorscope {
namespace {

constexpr int depth_limit = 64;  // no message nests more than a dozen deep

/// The message, or a discarded value where the bytes are no CBOR item.
nlohmann::json parse(std::string_view body) {
  nlohmann::json none(nlohmann::json::value_t::discarded);
  if (cbor_is_deeper_than(body, depth_limit)) return none;
  try {
    return nlohmann::json::from_cbor(body.begin(), body.end(), true, false);
  } catch (const nlohmann::json::exception&) {
    return none;  // thrown even when exceptions are switched off, for an array that claims an impossible length
  }
}

}  // namespace

std::string encode_frame(const nlohmann::json& message) {
  std::string frame(sizeof(std::uint32_t), '\0');
  nlohmann::json::to_cbor(message, nlohmann::detail::output_adapter<char>(frame));
  const auto length = static_cast<std::uint32_t>(frame.size() - sizeof(std::uint32_t));
  std::memcpy(frame.data(), &length, sizeof length);
  return frame;
}

Result<std::optional<nlohmann::json>> FrameReader::next() {
  std::uint32_t length = 0;
  const std::string_view waiting = std::string_view(buffer_).substr(consumed_);
  if (waiting.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, waiting.data(), sizeof length);
  if (length > (greeted_ ? frame_limit_bytes : first_frame_limit_bytes)) {
    return fail("the other side sent something that is not a frame of this protocol", "backend connection",
                "check that the backend command prints nothing of its own on standard output");
  }
  if (waiting.size() - sizeof length < length) return std::nullopt;
  const std::string_view body = waiting.substr(sizeof length, length);
  auto message = parse(body);
  greeted_ = true;
  consumed_ += sizeof length + length;
  // moving the rest to the front for every frame would take quadratic time when many have come at once
  if (consumed_ > buffer_.size() / 2) {
    buffer_.erase(0, consumed_);
    consumed_ = 0;
  }
  if (message.is_discarded() || !message.is_object()) {
    return fail("a frame does not hold a CBOR map", "backend connection",
                "use a window and a backend of the same version");
  }
  return message;
}

}  // namespace rotorscope
