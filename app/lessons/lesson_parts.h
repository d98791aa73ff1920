// The halves of the list of lessons.
#pragma once

#include "app/lessons/lesson.h"

#include <QCoreApplication>

namespace rotorscope {

/// Random against Hadamard, learning, export.
[[nodiscard]] std::vector<Lesson> computing_lessons();

}  // namespace rotorscope
