#include "app/pages/page.h"

#include "app/backend/backend_client.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QStackedLayout>
#include <QVBoxLayout>

namespace rotorscope {

Page::Page(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      banner_(new ErrorBanner(this)),
      empty_(new EmptyState(this)),
      stack_(new QStackedLayout) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space, space, space, space_small);
  column->setSpacing(space_small);
  column->addLayout(stack_, 1);
  column->addWidget(banner_);  // below, so that nothing moves away under the mouse when an error comes
  stack_->addWidget(empty_);
}

void Page::set_content(QWidget* content) { stack_->addWidget(content); }

void Page::show_content() { stack_->setCurrentIndex(stack_->count() - 1); }

bool Page::shows_content() const { return stack_->currentWidget() != empty_; }

void Page::show_empty(const QString& title, const QString& text, const QString& action) {
  empty_->show_text(title, text, action);
  stack_->setCurrentIndex(0);
}

void Page::show_query_error(const Error& error) {
  if (!error.cancelled && session_.client().state() == BackendProcess::State::ready) banner_->show_error(error);
}

bool Page::show_inspection_state() {
  Inspection& inspection = session_.inspection();
  disconnect(progress_);
  if (!inspection.error().what.empty() && !inspection.error().cancelled) {
    banner_->show_error(inspection.error(), tr("Try again"));
  }
  if (inspection.has_outcome()) {
    show_content();
    return true;
  }
  if (Job* job = inspection.job()) {
    const QString title = job->title();
    empty_->show_progress(title, job->done(), job->total(), job->activity());
    progress_ =
        connect(job, &Job::progress, empty_, [this, title](qint64 done, qint64 total, const QString& activity, double) {
          empty_->show_progress(title, done, total, activity);
        });
    stack_->setCurrentIndex(0);
    return false;
  }
  if (!session_.has_model()) {
    show_empty(tr("No model is open"), tr("Open a model with File, Open model, or drop one here."));
  } else if (!session_.model_found()) {
    show_empty(tr("The model's file is not there"),
               tr("The project holds no inspection, and its model %1 was not found. Put it back, then open the project "
                  "again.")
                   .arg(session_.model_source()));
  } else {
    const qint64 needed = session_.model().memory_open_bytes;
    const qint64 total = session_.client().memory().total_bytes;
    QString text = tr("An inspection runs a text through the network and looks at every activation.");
    if (needed > 0) text += tr(" It needs about %1 of memory.").arg(format_bytes(needed));
    if (total > 0 && needed >= total) {
      text += tr(" The backend's computer has %1, so it was not started by itself.").arg(format_bytes(total));
    }
    show_empty(tr("Nothing is measured yet"), text, tr("Inspect the model"));
  }
  return false;
}

}  // namespace rotorscope
