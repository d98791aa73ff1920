#include "core/eval/tasks/hellaswag_text.h"

#include "core/model/tokenizer/unicode_text.h"

namespace rotorscope {

std::string without_outer_space(std::string_view utf8) {
  while (!utf8.empty() && is_white_space(character_at(utf8, 0).code)) utf8.remove_prefix(character_at(utf8, 0).length);
  while (!utf8.empty()) {
    const Character last = character_before(utf8, utf8.size());
    if (!is_white_space(last.code)) break;
    utf8.remove_suffix(last.length);
  }
  return std::string(utf8);
}

std::string hellaswag_text(std::string_view utf8) {
  const std::string text = replace_all(without_outer_space(utf8), " [title]", ". ");
  std::string unbracketed;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '[') {
      const auto end = text.find_first_of("]\n", at);
      if (end != std::string::npos && text[end] == ']') {
        at = end + 1;
        continue;
      }
    }
    unbracketed += text[at++];
  }
  return replace_all(unbracketed, "  ", " ");
}

}  // namespace rotorscope
