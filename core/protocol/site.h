// Sites: the named activations of a layer (numerics.md §1). Every plot, statistic, quantizer and option is keyed by
// them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace rotorscope {

enum class Site { attn_in, q, k, v, o_in, mlp_in, down_in, head_in, residual };

/// The sites of a transformer block in the order in which a token meets them. `head_in` belongs to the whole model.
inline constexpr std::array<Site, 8> block_sites = {Site::attn_in, Site::q,      Site::k,       Site::v,
                                                    Site::o_in,    Site::mlp_in, Site::down_in, Site::residual};

/// The name used in files, options and the window, e.g. "down_in".
[[nodiscard]] std::string_view site_name(Site site);
[[nodiscard]] std::optional<Site> site_from_name(std::string_view name);
/// What the site is in plain words, e.g. "input of down_proj".
[[nodiscard]] std::string_view site_description(Site site);
/// Which rotation acts there: "R1", "R2", "R3" or "R4".
[[nodiscard]] std::string_view site_rotation(Site site);

}  // namespace rotorscope
