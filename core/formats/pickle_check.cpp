#include "core/formats/pickle_check.h"

#include "core/formats/byte_cursor.h"
#include "core/formats/printable.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rotorscope {
namespace {

constexpr int deepest_nesting = 32;
constexpr std::string_view hint = "convert it to safetensors with the names R1 and model.layers.N.self_attn.R2";

tl::unexpected<Error> refuse(std::string what) { return fail(std::move(what), "", std::string(hint)); }

/// What torch.save puts into a dictionary of tensors.
bool is_allowed(std::string_view module, std::string_view name) {
  if (module == "torch._utils") return name == "_rebuild_tensor_v2" || name == "_rebuild_parameter";
  if (module == "collections") return name == "OrderedDict";
  return module == "torch" && name.ends_with("Storage");
}

/// A stack of how deep each value is, instead of the values. Depth −1 is a mark.
class PickleWalk {
 public:
  explicit PickleWalk(std::span<const std::byte> pickle) : cursor_(pickle) {}

  Status run() {
    while (true) {
      std::uint8_t code = 0;
      if (!cursor_.read(code)) return refuse("its pickle has no end");
      if (code == '.') return stack_.size() == 1 ? Status() : Status(refuse("its pickle ends in the middle"));
      const auto done = step(code);
      if (!done)
        return refuse("its pickle has the instruction " + std::to_string(code) + ", which tensors do not need");
      ROTOR_CHECK(*done);
      if (!stack_.empty() && stack_.back() > deepest_nesting) return refuse("its pickle is nested too deeply");
    }
  }

 private:
  /// Nothing where the instruction is unknown.
  std::optional<Status> step(std::uint8_t code) {
    switch (code) {
      case 0x80:  // PROTO
        return skip(1);
      case 0x95:  // FRAME
        return skip(8);
      case 'K':
        return push_after(1);
      case 'M':
        return push_after(2);
      case 'J':
        return push_after(4);
      case 'G':
        return push_after(8);
      case 0x8a:  // LONG1
        return push_counted<std::uint8_t>();
      case 'X':
        return push_text<std::uint32_t>();
      case 0x8c:  // SHORT_BINUNICODE
        return push_text<std::uint8_t>();
      case 'N':
      case 0x88:  // NEWTRUE
      case 0x89:  // NEWFALSE
        return push(0);
      case '}':
      case ']':
      case ')':
        return push(1);
      case '(':
        return push(-1);
      case 't':
        return collect(0);
      case 'u':
      case 'e':
        return collect(1);
      case 0x85:
      case 0x86:
      case 0x87:  // TUPLE1 to TUPLE3
        return join(code - 0x84);
      case 'Q':
        return join(1);
      case 'R':
      case 'a':
      case 'b':
        return join(2);
      case 's':
        return join(3);
      case 'c':
        return global();
      case 0x93:  // STACK_GLOBAL
        return stack_global();
      default:
        return memo(code);
    }
  }

  std::optional<Status> memo(std::uint8_t code) {
    if (code == 0x94) return put(static_cast<std::uint32_t>(memo_.size()));  // MEMOIZE
    const bool wide = code == 'r' || code == 'j';
    if (!wide && code != 'q' && code != 'h') return std::nullopt;
    std::uint8_t byte = 0;
    std::uint32_t index = 0;
    if (wide ? !cursor_.read(index) : !cursor_.read(byte)) return ends();
    if (!wide) index = byte;
    if (code == 'q' || code == 'r') return put(index);
    const auto known = memo_.find(index);
    if (known == memo_.end()) return refuse("its pickle refers to what is not there");
    return push(known->second);
  }

  Status ends() const { return refuse("its pickle is cut"); }
  Status push(int depth) {
    stack_.push_back(depth);
    return {};
  }
  Status put(std::uint32_t index) {
    if (stack_.empty()) return refuse("its pickle takes from an empty stack");
    memo_[index] = stack_.back();
    return {};
  }
  Status skip(std::uint64_t count) {
    std::span<const std::byte> taken;
    return cursor_.take(count, taken) ? Status() : ends();
  }
  Status push_after(std::uint64_t count) {
    ROTOR_CHECK(skip(count));
    return push(0);
  }
  template <class Length>
  Status push_counted() {
    Length length = 0;
    if (!cursor_.read(length)) return ends();
    return push_after(length);
  }
  template <class Length>
  Status push_text() {
    Length length = 0;
    std::span<const std::byte> taken;
    if (!cursor_.read(length) || !cursor_.take(length, taken)) return ends();
    texts_[1] = texts_[0];
    texts_[0] = {reinterpret_cast<const char*>(taken.data()), taken.size()};
    return push(0);
  }

  /// The values down to the mark, and `below` values under it, become one.
  Status collect(std::size_t below) {
    const auto mark = std::find(stack_.rbegin(), stack_.rend(), -1);
    if (mark == stack_.rend()) return refuse("its pickle ends a list that it never began");
    const auto count = static_cast<std::size_t>(mark - stack_.rbegin());
    const int deepest = count == 0 ? 0 : *std::max_element(stack_.rbegin(), mark);
    stack_.resize(stack_.size() - count - 1);
    if (stack_.size() < below) return refuse("its pickle takes from an empty stack");
    if (below == 0) return push(deepest + 1);
    stack_.back() = std::max(stack_.back(), deepest + 1);
    return {};
  }

  /// The last `count` values become one.
  Status join(std::size_t count) {
    if (stack_.size() < count) return refuse("its pickle takes from an empty stack");
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
    if (std::find(first, stack_.end(), -1) != stack_.end()) return refuse("its pickle takes from an empty stack");
    const int deepest = *std::max_element(first, stack_.end());
    stack_.erase(first, stack_.end());
    return push(deepest + 1);
  }

  Status global() {
    std::string names[2];
    for (std::string& name : names) {
      char letter = 0;
      while (true) {
        if (!cursor_.read(letter)) return ends();
        if (letter == '\n') break;
        name += letter;
      }
    }
    return named(names[0], names[1]);
  }

  Status stack_global() {
    ROTOR_CHECK(join(2));
    stack_.pop_back();
    return named(texts_[1], texts_[0]);
  }

  Status named(std::string_view module, std::string_view name) {
    if (is_allowed(module, name)) return push(0);
    return refuse("asks for " + printable(module, 60) + "." + printable(name, 60) +
                  "; a rotation holds tensors, and nothing else is run or made");
  }

  ByteCursor cursor_;
  std::vector<int> stack_;
  std::unordered_map<std::uint32_t, int> memo_;
  std::string_view texts_[2];  ///< the last two texts, the last first
};

}  // namespace

Status check_pickle(std::span<const std::byte> pickle) { return PickleWalk(pickle).run(); }

}  // namespace rotorscope
