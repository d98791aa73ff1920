#include "app/pages/learn_view.h"

#include "app/pages/runs_table.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "widgets/curves_view.h"
#include "widgets/format.h"
#include "widgets/histogram_view.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

namespace rotorscope {

LearnView::LearnView(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      loss_(new CurvesView(this)),
      gradient_(new CurvesView(this)),
      rate_(new CurvesView(this)),
      orthogonality_(new CurvesView(this)),
      histogram_(new HistogramView(this)),
      learn_(new QPushButton(themed_icon(QStringLiteral("learn")), tr("Learn"), this)),
      further_(new QPushButton(tr("Learn further"), this)),
      pause_(new QPushButton(themed_icon(QStringLiteral("pause")), tr("Pause"), this)),
      cancel_(new QPushButton(themed_icon(QStringLiteral("cancel")), tr("Cancel"), this)),
      status_(new QLabel(this)) {
  learn_->setObjectName(QStringLiteral("learn_start"));
  further_->setObjectName(QStringLiteral("learn_further"));
  further_->setToolTip(tr("A new run that starts from the learned rotation"));
  pause_->setObjectName(QStringLiteral("learn_pause"));
  cancel_->setObjectName(QStringLiteral("learn_cancel"));
  status_->setObjectName(QStringLiteral("learn_status"));
  loss_->setObjectName(QStringLiteral("loss_curve"));
  histogram_->setObjectName(QStringLiteral("learn_histogram"));

  describe_curves();

  auto* controls = new QHBoxLayout;
  controls->addWidget(learn_);
  controls->addWidget(further_);
  controls->addWidget(pause_);
  controls->addWidget(cancel_);
  controls->addWidget(status_, 1);
  auto* grid = new QGridLayout;
  grid->setSpacing(space);
  // Two figures above, three below.
  grid->addWidget(loss_, 0, 0, 1, 3);
  grid->addWidget(histogram_, 0, 3, 1, 3);
  grid->addWidget(gradient_, 1, 0, 1, 2);
  grid->addWidget(rate_, 1, 2, 1, 2);
  grid->addWidget(orthogonality_, 1, 4, 1, 2);
  for (int line = 0; line < 6; ++line) grid->setColumnStretch(line, 1);
  grid->setRowStretch(0, 3);
  grid->setRowStretch(1, 2);
  // A low window scrolls rather than cutting off what the axes are.
  loss_->setMinimumHeight(190);
  gradient_->setMinimumHeight(175);
  auto* figures = new QWidget(this);
  auto* lines = new QVBoxLayout(figures);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->addLayout(grid, 1);
  lines->addWidget(new RunsTable(session, figures));
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(figures);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, space_small, 0, 0);
  column->addLayout(controls);
  column->addWidget(scroll, 1);

  connect(learn_, &QPushButton::clicked, this, [this] {
    if (session_.learning().can_resume()) {
      session_.learning().resume();
    } else {
      start(session_);
    }
  });
  connect(further_, &QPushButton::clicked, this, [this] { start_further(session_); });
  connect(pause_, &QPushButton::clicked, this, [this] {
    Job* job = session_.learning().job();
    if (job == nullptr) return;
    if (job->state() == Job::State::paused) {
      job->resume();
    } else {
      job->pause();
    }
  });
  connect(cancel_, &QPushButton::clicked, this, [this] {
    if (Job* job = session_.learning().job()) {
      job->cancel();
    } else if (session_.learning().can_resume()) {
      start(session_);
    }
  });
  Learning& learning = session.learning();
  connect(&learning, &Learning::runs_changed, this, &LearnView::rebuild_runs);
  connect(&learning, &Learning::step_added, this, &LearnView::add_step);
  connect(&learning, &Learning::view_moved, this, &LearnView::move_histogram);
  connect(&learning, &Learning::state_changed, this, &LearnView::update_state);
  connect(&session, &Session::model_changed, this, [this] {
    histogram_->clear();
    update_state();
  });
  rebuild_runs();
  update_state();
}

void LearnView::describe_curves() {
  loss_->set_title(tr("Loss"));
  loss_->set_axis_names(tr("step"), tr("loss"));
  loss_->set_best(BestPoint::lowest);
  loss_->set_help(
      tr("What learning makes small; the dot marks the lowest. It jumps from step to step because every "
         "step sees another text."));
  gradient_->set_title(tr("Gradient norm"));
  gradient_->set_axis_names(tr("step"), tr("norm"));
  gradient_->set_value_scale(ValueScale::logarithmic);
  gradient_->set_help(
      tr("Length of the gradient along the manifold of rotations. If it grows instead of falling, use "
         "a smaller learning rate."));
  rate_->set_title(tr("Learning rate"));
  rate_->set_axis_names(tr("step"), tr("learning rate"));
  rate_->set_help(
      tr("How far each step goes on the manifold of rotations. It falls by its schedule, so that the last steps are "
         "small."));
  orthogonality_->set_title(tr("Orthogonality error"));
  orthogonality_->set_axis_names(tr("step"), tr("max |R Rᵀ − I|"));
  orthogonality_->set_value_scale(ValueScale::logarithmic);
  orthogonality_->set_help(
      tr("How far R is from a rotation. It stays small because Cayley steps keep R on the "
         "manifold, and is removed when learning ends."));
  histogram_->set_title(tr("Selected site"));
  histogram_->set_help(
      tr("The selected site's values before rotation and through the rotation that is being "
         "learned."));
  histogram_->set_placeholder(tr("Moves here while a rotation is learned"));
}

void LearnView::start_further(Session& session) {
  RotationSpec from = session.settings().after.spec();
  from.source = "learned";
  from.r1 = from.r2 = "auto";
  session.learning().start(from);
}

void LearnView::start(Session& session) {
  RotationSpec from = session.settings().after.spec();
  if (from.source == "none" || from.source == "learned") {
    from = RotationSpec{};
    from.source = "hadamard";
    from.seed = static_cast<std::uint64_t>(session.settings().after.seed.value());
  }
  session.learning().start(from);
}

void LearnView::rebuild_runs() {
  for (CurvesView* curve : curves()) curve->clear();
  for (const LearnRun& run : session_.learning().runs()) {
    std::vector<CurvePoint> losses;
    std::vector<CurvePoint> norms;
    std::vector<CurvePoint> rates;
    std::vector<CurvePoint> errors;
    for (const LearnStep& step : run.steps) {
      losses.push_back({static_cast<double>(step.step), step.loss});
      norms.push_back({static_cast<double>(step.step), step.gradient_norm});
      rates.push_back({static_cast<double>(step.step), step.lr});
      errors.push_back({static_cast<double>(step.step), std::max(step.orthogonality_r1, step.orthogonality_r2)});
    }
    const QString name = QString::fromStdString(run.name);
    loss_->set_points(loss_->add_run(name), losses);
    gradient_->set_points(gradient_->add_run(name), norms);
    rate_->set_points(rate_->add_run(name), rates);
    orthogonality_->set_points(orthogonality_->add_run(name), errors);
    for (CurvesView* curve : curves()) curve->set_expected_end(run.request.steps);
  }
  const bool none = session_.learning().runs().empty();
  loss_->set_placeholder(none ? tr("Press Learn: the curve appears with the first step") : QString());
  update_state();
}

void LearnView::add_step(const LearnStep& step) {
  const auto& steps = session_.learning().runs().back().steps;
  const int run = loss_->run_count() - 1;
  if (run < 0) return;
  if (loss_->point_count(run) + 1 != static_cast<qsizetype>(steps.size())) {
    rebuild_runs();  // a resumed run went back to its last checkpoint
  } else {
    const double x = step.step;
    loss_->append(run, x, step.loss);
    gradient_->append(run, x, step.gradient_norm);
    rate_->append(run, x, step.lr);
    orthogonality_->append(run, x, std::max(step.orthogonality_r1, step.orthogonality_r2));
  }
  update_state();
}

void LearnView::move_histogram(const SiteView& view) {
  if (!is_of_selection(session_, view)) return;
  histogram_->set_title(site_title(view.layer, QString::fromStdString(view.site)));
  const QString channels = view.channel < 0 ? tr("all channels") : tr("channel %1").arg(view.channel);
  histogram_->set_subtitle(view.site == "down_in" && session_.settings().learn.r4_block == 0
                               ? tr("%1; R4 is not learned: this site stays").arg(channels)
                               : channels);
  histogram_->set_placeholder({});
  histogram_->set_variants(view.variants, view.channel);
}

void LearnView::update_state() {
  Learning& learning = session_.learning();
  Job* job = learning.job();
  const bool can_measure = session_.has_model() && session_.model_found();
  const bool resumable = learning.can_resume();
  learn_->setEnabled(can_measure && job == nullptr && !learning.runs_elsewhere());
  further_->setEnabled(can_measure && job == nullptr && learning.has_learned());
  learn_->setText(resumable ? tr("Resume") : tr("Learn"));
  pause_->setEnabled(job != nullptr && job->state() != Job::State::cancelling && job->state() != Job::State::waiting);
  pause_->setText(job != nullptr && job->state() == Job::State::paused ? tr("Continue") : tr("Pause"));
  cancel_->setEnabled((job != nullptr && job->state() != Job::State::cancelling) || resumable);
  cancel_->setText(resumable ? tr("Start anew") : tr("Cancel"));

  QStringList parts;
  const auto& runs = learning.runs();
  if (!runs.empty() && !runs.back().steps.empty()) {
    const LearnStep& step = runs.back().steps.back();
    parts << tr("step %1 of %2").arg(step.step).arg(step.steps > 0 ? step.steps : runs.back().request.steps)
          << tr("loss %1").arg(format_number(step.loss));
    if (job != nullptr && job->state() == Job::State::running) {
      const QString left = format_time_left(step.seconds * (step.steps - step.step));
      if (!left.isEmpty()) parts << left;
      if (step.tokens_per_second > 0) parts << tr("%1 tokens/s").arg(format_number(step.tokens_per_second));
    }
  }
  if (job != nullptr && job->state() == Job::State::waiting) parts << tr("waiting for other jobs");
  if (job != nullptr && job->state() == Job::State::paused) parts << tr("paused");
  if (job != nullptr && job->state() == Job::State::cancelling) parts << tr("cancelling");
  if (learning.runs_elsewhere()) parts << tr("goes on in another program");
  if (job == nullptr && resumable) parts << tr("not finished");
  if (job == nullptr && !runs.empty() && runs.back().finished) parts << tr("finished");
  status_->setText(parts.join(QStringLiteral(" · ")));
}

}  // namespace rotorscope
