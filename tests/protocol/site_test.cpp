#include "core/protocol/site.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

constexpr std::array all_sites = {Site::attn_in, Site::q,       Site::k,       Site::v,       Site::o_in,
                                  Site::mlp_in,  Site::down_in, Site::head_in, Site::residual};

TEST(Site, NamesGoBothWays) {
  std::set<std::string_view> names;
  for (const Site site : all_sites) {
    EXPECT_EQ(site_from_name(site_name(site)), site);
    EXPECT_FALSE(site_description(site).empty());
    names.insert(site_name(site));
  }
  EXPECT_EQ(names.size(), all_sites.size());
  EXPECT_EQ(site_name(Site::down_in), "down_in");
  EXPECT_EQ(site_from_name("Down_in"), std::nullopt);
  EXPECT_EQ(site_from_name(""), std::nullopt);
}

TEST(Site, TheRotationsAreThoseOfTheMethod) {
  EXPECT_EQ(site_rotation(Site::attn_in), "R1");
  EXPECT_EQ(site_rotation(Site::mlp_in), "R1");
  EXPECT_EQ(site_rotation(Site::residual), "R1");
  EXPECT_EQ(site_rotation(Site::head_in), "R1");
  EXPECT_EQ(site_rotation(Site::v), "R2");
  EXPECT_EQ(site_rotation(Site::o_in), "R2");
  EXPECT_EQ(site_rotation(Site::q), "R3");
  EXPECT_EQ(site_rotation(Site::k), "R3");
  EXPECT_EQ(site_rotation(Site::down_in), "R4");
}

TEST(Site, ABlockHasAllButTheHead) {
  const std::set<Site> in_block(block_sites.begin(), block_sites.end());
  EXPECT_EQ(in_block.size(), all_sites.size() - 1);
  EXPECT_FALSE(in_block.contains(Site::head_in));
}

}  // namespace
}  // namespace rotorscope
