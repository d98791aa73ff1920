// Geometry of the block diagram in its own units (block_width × block_height), apart from painting and clicking.
// Private to widgets.
#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <vector>

namespace rotorscope {

inline constexpr double block_width = 420;
inline constexpr double block_height = 300;

struct BlockBox {
  QRectF rect;
  QString text;
};

/// A line between boxes; `rotation` 1…4 is the rotation in whose basis its values are, 0: none ever.
struct BlockWire {
  QPolygonF points;
  int rotation = 0;
  bool arrow = false;
};

struct BlockSite {
  QString name;  ///< of core/protocol/site.h
  QRectF rect;
  int rotation = 0;
};

struct BlockLayout {
  std::vector<BlockBox> boxes;
  std::vector<BlockWire> wires;
  std::vector<BlockSite> sites;    ///< in the order in which a token meets them
  std::vector<QRectF> switches;    ///< of R1 to R4
  std::vector<QPointF> additions;  ///< centres of the ⊕ where a branch joins the residual stream
};

[[nodiscard]] const BlockLayout& block_layout();

}  // namespace rotorscope
