// A lesson: a few steps on the reader's own model, each with something to do or to answer, and a check of it.
#pragma once

#include "app/pages/page_id.h"

#include <QString>
#include <QStringList>
#include <functional>
#include <optional>
#include <vector>

namespace rotorscope {

class LessonContext;

/// A choice of answers; wrong ones may be tried again.
struct LessonQuestion {
  QString text;
  QStringList choices;
  int right = 0;
};

/// Which part of a page a step needs on the screen.
enum class LessonPlace { page, overview, site, side_by_side, learning, seeds };

struct LessonStep {
  QString text;  ///< what to see, and what to do
  PageId page = PageId::inspect;
  LessonPlace place = LessonPlace::page;
  QString target;                                           ///< object name of what is outlined; empty: nothing
  std::function<bool(const LessonContext&)> done = nullptr;  ///< the reader did it; none: by answering, or by reading
  std::function<std::optional<LessonQuestion>(const LessonContext&)> question = nullptr;
};

struct Lesson {
  QString id;  ///< for the settings file
  QString title;
  QString summary;
  int minutes = 3;
  std::vector<LessonStep> steps;
};

/// The lessons in their order.
[[nodiscard]] std::vector<Lesson> all_lessons();

}  // namespace rotorscope
