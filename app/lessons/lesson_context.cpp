#include "app/lessons/lesson_context.h"

#include "app/session/session.h"
#include "app/settings/settings.h"

#include <QWidget>

namespace rotorscope {

void LessonContext::begin_step() {
  evaluations_at_start_ = session_.evaluations().rows().size();
  runs_at_start_ = session_.learning().runs().size();
  seeds_at_start_ = seeds_;
  seed_at_start_ = session_.settings().after.seed;
}

QWidget* LessonContext::widget(const QString& name) const {
  if (name.isEmpty()) return nullptr;
  for (QWidget* found : window_->findChildren<QWidget*>(name)) {
    if (found->isVisible()) return found;
  }
  return nullptr;
}

bool LessonContext::visible(const QString& name) const { return widget(name) != nullptr; }

const SiteSummary* LessonContext::worst_site() const {
  if (!session_.inspection().has_outcome()) return nullptr;
  const SiteSummary* worst = nullptr;
  for (const SiteSummary& site : session_.inspection().outcome().sites) {
    if (site.site == "residual" || site.site == "head_in") continue;
    if (worst == nullptr || site.before.outlier_ratio > worst->before.outlier_ratio) worst = &site;
  }
  return worst;
}

const SiteSummary* LessonContext::selected_site() const {
  const Selection& selection = session_.selection();
  return session_.inspection().site(selection.layer(), selection.site());
}

std::size_t LessonContext::new_evaluations() const {
  const std::size_t now = session_.evaluations().rows().size();
  return now > evaluations_at_start_ ? now - evaluations_at_start_ : 0;
}

std::size_t LessonContext::new_runs() const {
  const std::size_t now = session_.learning().runs().size();
  return now > runs_at_start_ ? now - runs_at_start_ : 0;
}

}  // namespace rotorscope
