#include "widgets/block_layout.h"

#include "core/protocol/site.h"

namespace rotorscope {
namespace {

constexpr double pill = 18;   // height of sites and switches
constexpr double top = 38;    // residual stream of the attention half
constexpr double q_row = 66;  // rows of q, k, v
constexpr double k_row = 108;
constexpr double v_row = 144;
constexpr double wrap = 166;      // the stream on its way back to the left
constexpr double middle = 184;    // residual stream of the feed-forward half
constexpr double gate_row = 216;  // rows of gate, up and what follows
constexpr double ffn_row = 238;
constexpr double up_row = 260;

QRectF centred(double left, double right, double y, double height) {
  return {left, y - height / 2, right - left, height};
}

BlockSite site(Site which, double left, double right, double y) {
  const std::string_view name = site_name(which);
  const std::string_view rotation = site_rotation(which);
  return {QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())), centred(left, right, y, pill),
          rotation.back() - '0'};
}

void add_attention(BlockLayout& block) {
  block.boxes.push_back({centred(8, 52, k_row, 34), QStringLiteral("RMS\nnorm")});
  block.boxes.push_back({centred(122, 148, q_row, 22), QStringLiteral("q")});
  block.boxes.push_back({centred(122, 148, k_row, 22), QStringLiteral("k")});
  block.boxes.push_back({centred(122, 148, v_row, 22), QStringLiteral("v")});
  block.boxes.push_back({QRectF(158, q_row - 14, 38, k_row - q_row + 28), QStringLiteral("RoPE")});
  block.boxes.push_back({QRectF(242, q_row - 14, 60, v_row - q_row + 28), QStringLiteral("attention")});
  block.boxes.push_back({centred(358, 382, k_row, 24), QStringLiteral("o")});

  block.sites.push_back(site(Site::attn_in, 60, 108, k_row));
  block.sites.push_back(site(Site::q, 206, 232, q_row));
  block.sites.push_back(site(Site::k, 206, 232, k_row));
  block.sites.push_back(site(Site::v, 206, 232, v_row));
  block.sites.push_back(site(Site::o_in, 310, 350, k_row));

  block.wires.push_back({{{30, top}, {30, k_row - 17}}, 1, true});
  block.wires.push_back({{{52, k_row}, {122, k_row}}, 1, true});
  block.wires.push_back({{{114, k_row}, {114, q_row}, {122, q_row}}, 1, true});
  block.wires.push_back({{{114, k_row}, {114, v_row}, {122, v_row}}, 1, true});
  block.wires.push_back({{{148, q_row}, {158, q_row}}, 0, false});
  block.wires.push_back({{{148, k_row}, {158, k_row}}, 0, false});
  block.wires.push_back({{{196, q_row}, {242, q_row}}, 3, true});
  block.wires.push_back({{{196, k_row}, {242, k_row}}, 3, true});
  block.wires.push_back({{{148, v_row}, {242, v_row}}, 2, true});
  block.wires.push_back({{{302, k_row}, {358, k_row}}, 2, true});
  block.wires.push_back({{{382, k_row}, {396, k_row}, {396, top + 7}}, 1, true});
  block.additions.emplace_back(396, top);
}

void add_feed_forward(BlockLayout& block) {
  block.boxes.push_back({centred(8, 52, ffn_row, 34), QStringLiteral("RMS\nnorm")});
  block.boxes.push_back({centred(120, 154, gate_row, 22), QStringLiteral("gate")});
  block.boxes.push_back({centred(120, 154, up_row, 22), QStringLiteral("up")});
  block.boxes.push_back({QRectF(166, gate_row - 11, 44, up_row - gate_row + 22), QStringLiteral("SiLU\n⊙")});
  block.boxes.push_back({centred(310, 346, ffn_row, 24), QStringLiteral("down")});

  block.sites.push_back(site(Site::mlp_in, 58, 106, ffn_row));
  block.sites.push_back(site(Site::down_in, 250, 302, ffn_row));
  block.sites.push_back(site(Site::residual, 370, 418, middle));

  block.wires.push_back({{{30, middle}, {30, ffn_row - 17}}, 1, true});
  block.wires.push_back({{{52, ffn_row}, {112, ffn_row}}, 1, false});
  block.wires.push_back({{{112, ffn_row}, {112, gate_row}, {120, gate_row}}, 1, true});
  block.wires.push_back({{{112, ffn_row}, {112, up_row}, {120, up_row}}, 1, true});
  block.wires.push_back({{{154, gate_row}, {166, gate_row}}, 0, false});
  block.wires.push_back({{{154, up_row}, {166, up_row}}, 0, false});
  block.wires.push_back({{{210, ffn_row}, {226, ffn_row}}, 0, false});
  block.wires.push_back({{{226, ffn_row}, {310, ffn_row}}, 4, true});
  block.wires.push_back({{{346, ffn_row}, {358, ffn_row}, {358, middle + 7}}, 1, true});
  block.additions.emplace_back(358, middle);
}

}  // namespace

const BlockLayout& block_layout() {
  static const BlockLayout layout = [] {
    BlockLayout block;
    // The stream: along the top, back below it, along the middle, out to the right.
    block.wires.push_back({{{2, top}, {414, top}, {414, wrap}, {8, wrap}, {8, middle}, {418, middle}}, 1, false});
    add_attention(block);
    add_feed_forward(block);
    block.switches = {centred(62, 92, top, pill), centred(162, 192, v_row, pill),
                      centred(204, 234, (q_row + k_row) / 2, pill), centred(217, 245, ffn_row, pill)};
    return block;
  }();
  return layout;
}

}  // namespace rotorscope
