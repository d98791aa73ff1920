// Writes SentencePiece model files for tests.
#pragma once

#include "core/model/tokenizer/tokenizer_spec.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rotorscope {

/// Protocol buffer fields appended to a string.
class ProtobufWriter {
 public:
  ProtobufWriter& integer(std::uint32_t field, std::int64_t value) {
    varint(field << 3);
    varint(static_cast<std::uint64_t>(value));
    return *this;
  }
  ProtobufWriter& text(std::uint32_t field, std::string_view value) {
    varint((field << 3) | 2);
    varint(value.size());
    bytes += value;
    return *this;
  }
  ProtobufWriter& number(std::uint32_t field, float value) {
    varint((field << 3) | 5);
    char raw[sizeof(float)];
    std::memcpy(raw, &value, sizeof(float));
    bytes.append(raw, sizeof(float));
    return *this;
  }
  std::string bytes;

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7F));
    bytes += static_cast<char>(value);
  }
};

/// A model file's settings; the defaults are Llama 2's.
struct SentencePieceFile {
  std::int64_t model_type = 2;  // BPE
  bool byte_fallback = true;
  bool adds_space_prefix = true;
  bool removes_extra_spaces = false;
  std::string character_map;

  /// The serialized model with a spec's tokens, scores and types.
  [[nodiscard]] std::string bytes(const TokenizerSpec& spec) const {
    ProtobufWriter model;
    for (std::size_t i = 0; i < spec.tokens.size(); ++i) {
      ProtobufWriter piece;
      piece.text(1, spec.tokens[i]).number(2, spec.scores[i]).integer(3, static_cast<std::int64_t>(spec.types[i]));
      model.text(1, piece.bytes);
    }
    ProtobufWriter trainer;
    trainer.integer(3, model_type).integer(35, byte_fallback ? 1 : 0).integer(40, 0).integer(41, 1).integer(42, 2);
    trainer.integer(43, -1);
    ProtobufWriter normalizer;
    normalizer.text(1, "identity").text(2, character_map).integer(3, adds_space_prefix ? 1 : 0);
    normalizer.integer(4, removes_extra_spaces ? 1 : 0).integer(5, 1);
    return model.text(2, trainer.bytes).text(3, normalizer.bytes).bytes;
  }
};

}  // namespace rotorscope
