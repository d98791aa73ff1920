#include "widgets/job_row.h"

#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

constexpr int bar_steps = 1000;

QString state_color(JobState state, const QPalette& palette) {
  switch (state) {
    case JobState::finished:
      return role_color(ColorRole::good, palette).name();
    case JobState::failed:
      return role_color(ColorRole::bad, palette).name();
    default:
      return role_color(ColorRole::muted, palette).name();
  }
}

bool has_ended(JobState state) {
  return state == JobState::finished || state == JobState::failed || state == JobState::cancelled;
}

}  // namespace

JobRow::JobRow(const QString& title, QWidget* parent) : QWidget(parent), title_(title) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(space, 2, space_small, 2);
  layout->setSpacing(space);
  text_ = new QLabel(this);
  text_->setTextFormat(Qt::RichText);
  text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  text_->setMinimumWidth(120);
  left_ = new QLabel(this);
  bar_ = new QProgressBar(this);
  bar_->setTextVisible(false);
  bar_->setRange(0, bar_steps);
  bar_->setFixedSize(220, 8);
  bar_->setStyleSheet(
      QStringLiteral("QProgressBar { border: none; border-radius: 4px; background: palette(mid); }"
                     "QProgressBar::chunk { border-radius: 4px; background: palette(highlight); }"));
  const auto button = [this](const QString& icon_name, const QString& object) {
    auto* made = new QToolButton(this);
    made->setIcon(themed_icon(icon_name));
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setAutoRaise(true);
    made->setObjectName(object);
    return made;
  };
  pause_ = button(QStringLiteral("pause"), QStringLiteral("pause"));
  cancel_ = button(QStringLiteral("cancel"), QStringLiteral("cancel"));
  left_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  left_->setMinimumWidth(fontMetrics().horizontalAdvance(tr("less than 5 s left")));
  pause_->setFixedWidth(fontMetrics().horizontalAdvance(tr("Continue")) + 40);
  cancel_->setFixedWidth(fontMetrics().horizontalAdvance(tr("Dismiss")) + 40);
  // Rows below each other stay aligned whatever each of them shows.
  for (QWidget* part : {static_cast<QWidget*>(left_), static_cast<QWidget*>(pause_)}) {
    QSizePolicy policy = part->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    part->setSizePolicy(policy);
  }
  layout->addWidget(text_, 1);
  layout->addWidget(left_);
  layout->addWidget(bar_);
  layout->addWidget(pause_);
  layout->addWidget(cancel_);
  connect(pause_, &QToolButton::clicked, this, [this] {
    if (state_ == JobState::paused) {
      emit resume_requested();
    } else {
      emit pause_requested();
    }
  });
  connect(cancel_, &QToolButton::clicked, this, [this] {
    if (has_ended(state_)) {
      emit dismissed();
    } else {
      emit cancel_requested();
    }
  });
  update_texts();
}

void JobRow::set_title(const QString& title) {
  title_ = title;
  update_texts();
}

void JobRow::set_progress(std::int64_t done, std::int64_t total, const QString& activity) {
  if (state_ == JobState::waiting) set_state(JobState::running);
  // Another phase counts anew: its pace is its own.
  if (total != total_ || done < done_) {
    first_done_ = done;
    active_ms_ = 0;
    stretch_.restart();
  }
  done_ = done;
  total_ = total;
  activity_ = activity;
  update_texts();
}

void JobRow::set_note(const QString& note) {
  note_ = note;
  update_texts();
}

void JobRow::set_state(JobState state, const QString& message) {
  if (state_ == JobState::running && state != JobState::running && stretch_.isValid()) {
    active_ms_ += stretch_.elapsed();
    stretch_.invalidate();
  }
  if (state == JobState::running && !stretch_.isValid()) stretch_.start();
  state_ = state;
  message_ = message;
  update_texts();
}

void JobRow::set_pausable(bool pausable) {
  pausable_ = pausable;
  update_texts();
}

QString JobRow::time_left_text() const {
  if (state_ != JobState::running || total_ <= 0 || done_ <= first_done_) return {};
  const double seconds = static_cast<double>(active_ms_ + (stretch_.isValid() ? stretch_.elapsed() : 0)) / 1000;
  if (seconds < 0.5) return {};  // too early to say
  return format_time_left(seconds * static_cast<double>(total_ - done_) / static_cast<double>(done_ - first_done_));
}

void JobRow::update_texts() {
  QString state;
  switch (state_) {
    case JobState::waiting:
      state = tr("waiting");
      break;
    case JobState::running:
      state = activity_;
      break;
    case JobState::paused:
      state = tr("paused");
      break;
    case JobState::cancelling:
      state = tr("cancelling…");
      break;
    case JobState::finished:
      state = tr("done");
      break;
    case JobState::failed:
      state = tr("failed");
      break;
    case JobState::cancelled:
      state = tr("cancelled");
      break;
  }
  if (!message_.isEmpty()) state = state_ == JobState::failed || state_ == JobState::finished ? message_ : state;
  QString line = QStringLiteral("<b>%1</b>").arg(title_.toHtmlEscaped());
  QString plain = title_;
  for (const QString& part : {state, note_}) {
    if (part.isEmpty()) continue;
    line +=
        QStringLiteral(" · <span style='color:%1'>%2</span>").arg(state_color(state_, palette()), part.toHtmlEscaped());
    plain += QStringLiteral(" · ") + part;
  }
  text_->setText(line);
  text_->setToolTip(plain);
  text_->setAccessibleName(plain);
  left_->setText(time_left_text());
  left_->setVisible(!left_->text().isEmpty());

  const bool ended = has_ended(state_);
  const bool known = total_ > 0;
  bar_->setVisible(!ended);
  bar_->setRange(0, known || state_ != JobState::running ? bar_steps : 0);
  bar_->setValue(known ? static_cast<int>(
                             std::clamp(static_cast<double>(done_) / static_cast<double>(total_), 0.0, 1.0) * bar_steps)
                       : 0);
  bar_->setAccessibleName(tr("Progress of %1").arg(title_));
  const bool paused = state_ == JobState::paused;
  pause_->setVisible(pausable_ && !ended && state_ != JobState::waiting);
  pause_->setEnabled(state_ != JobState::cancelling);
  pause_->setText(paused ? tr("Continue") : tr("Pause"));
  pause_->setIcon(themed_icon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
  pause_->setAccessibleName(QStringLiteral("%1: %2").arg(pause_->text(), title_));
  cancel_->setEnabled(state_ != JobState::cancelling);
  cancel_->setText(ended ? tr("Dismiss") : tr("Cancel"));
  cancel_->setAccessibleName(QStringLiteral("%1: %2").arg(cancel_->text(), title_));
}

void JobRow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) update_texts();
}

}  // namespace rotorscope
