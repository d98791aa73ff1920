// The box around a relief: floor, axes with their ends named, title. Private to widgets.
#pragma once

#include "widgets/relief_raster.h"

#include <QPalette>

class QPainter;

namespace rotorscope {

struct ReliefLabels {
  QString title;
  int last_channel = 0;
  int last_token = 0;
  double low = 0, high = 1;  ///< values at heights 0 (logarithmic) and 1
  bool logarithmic = false;
};

/// Walls behind the surface; the painter's origin is the projection's.
void draw_relief_back(QPainter& painter, const ReliefProjection& projection, const QPalette& palette);
/// Edges in front of it, numbers and names.
void draw_relief_front(QPainter& painter, const ReliefProjection& projection, const ReliefLabels& labels, const QPalette& palette);

}  // namespace rotorscope
