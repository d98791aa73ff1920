// What the check of a lesson's step can see: the session, what is on the screen, and how things were at its start.
#pragma once

#include "core/protocol/inspect.h"

#include <QString>

class QWidget;

namespace rotorscope {

class Session;

class LessonContext {
 public:
  LessonContext(Session& session, QWidget* window) : session_(session), window_(window) {}

  /// Remembers how things are now.
  void begin_step();
  void count_seed() { ++seeds_; }

  [[nodiscard]] Session& session() const { return session_; }
  /// A widget of that name is on the screen.
  [[nodiscard]] bool visible(const QString& name) const;
  /// nullptr if it is not on the screen.
  [[nodiscard]] QWidget* widget(const QString& name) const;
  /// The site of a block with the largest outlier ratio; nullptr before an inspection.
  [[nodiscard]] const SiteSummary* worst_site() const;
  /// Summary of the selected site; nullptr if there is none.
  [[nodiscard]] const SiteSummary* selected_site() const;
  /// Evaluations finished, runs started, seeds measured since the step began.
  [[nodiscard]] std::size_t new_evaluations() const;
  [[nodiscard]] std::size_t new_runs() const;
  [[nodiscard]] int new_seeds() const { return seeds_ - seeds_at_start_; }
  /// Seed of the compared rotation when the step began.
  [[nodiscard]] int seed_at_start() const { return seed_at_start_; }

 private:
  Session& session_;
  QWidget* window_;
  std::size_t evaluations_at_start_ = 0, runs_at_start_ = 0;
  int seeds_ = 0, seeds_at_start_ = 0, seed_at_start_ = 0;
};

}  // namespace rotorscope
