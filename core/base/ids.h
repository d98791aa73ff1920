// Index types that do not mix: a layer is not a channel.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace rotorscope {

template <class Tag>
struct Index {
  std::int64_t value = 0;
  constexpr Index() = default;
  constexpr explicit Index(std::int64_t v) : value(v) {}
  constexpr auto operator<=>(const Index&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
};

using LayerIndex = Index<struct LayerTag>;      ///< transformer block, 0 is the first
using ChannelIndex = Index<struct ChannelTag>;  ///< position along a site's last axis
using TokenIndex = Index<struct TokenTag>;      ///< position in the text

}  // namespace rotorscope

template <class Tag>
struct std::hash<rotorscope::Index<Tag>> {
  std::size_t operator()(rotorscope::Index<Tag> index) const noexcept { return std::hash<std::int64_t>{}(index.value); }
};
