#include "app/window/start_page.h"

#include "app/pages/error_banner.h"
#include "app/pages/muted_label.h"
#include "app/window/recent_files.h"
#include "app/window/start_choice.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

constexpr int shown_recent_files = 5;

}  // namespace

StartPage::StartPage(RecentFiles& recent, QWidget* parent)
    : QWidget(parent),
      recent_files_(recent),
      banner_(new ErrorBanner(this)),
      note_(new MutedLabel({}, this)),
      recent_box_(new QWidget(this)) {
  auto* model = new StartChoice(QStringLiteral("open"), tr("Open a model"),
                                tr("A GGUF file, or the folder of a Hugging Face checkpoint"), this);
  auto* sample = new StartChoice(QStringLiteral("sample"), tr("Try the sample model"),
                                 tr("SmolLM2, 135 million parameters; everything takes seconds"), this);
  auto* project = new StartChoice(QStringLiteral("project"), tr("Open a project"),
                                  tr("A file (.h5) with everything that was measured"), this);
  model->setObjectName(QStringLiteral("start_model"));
  sample->setObjectName(QStringLiteral("start_sample"));
  project->setObjectName(QStringLiteral("start_project"));
  connect(model, &QPushButton::clicked, this, &StartPage::model_wanted);
  connect(sample, &QPushButton::clicked, this, &StartPage::sample_wanted);
  connect(project, &QPushButton::clicked, this, &StartPage::project_wanted);
  connect(banner_, &ErrorBanner::action_chosen, this, [this] {
    banner_->dismiss();
    emit retry_wanted();
  });

  auto* choices = new QHBoxLayout;
  choices->setSpacing(space_large);
  choices->addStretch(1);
  for (StartChoice* button : {model, sample, project}) choices->addWidget(button);
  choices->addStretch(1);
  note_->setAlignment(Qt::AlignCenter);
  recent_ = new QVBoxLayout(recent_box_);
  recent_->setSpacing(2);
  auto* column = new QVBoxLayout(this);
  column->addWidget(banner_);
  column->addStretch(3);
  column->addLayout(choices);
  column->addSpacing(space_large);
  column->addWidget(note_);
  column->addSpacing(space_large);
  column->addWidget(recent_box_, 0, Qt::AlignHCenter);
  column->addStretch(4);
  connect(&recent, &RecentFiles::changed, this, &StartPage::fill_recent);
  show_opening({});
  fill_recent();
}

void StartPage::show_error(const Error& error, bool can_retry) {
  banner_->show_error(error, can_retry ? tr("Try again") : QString());
}

void StartPage::show_opening(const QString& text) {
  if (!text.isEmpty()) banner_->dismiss();
  note_->setText(text.isEmpty() ? tr("Models, folders and projects can also be dropped anywhere on this window.")
                                : text);
}

void StartPage::fill_recent() {
  while (QLayoutItem* item = recent_->takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    delete item;
  }
  const QStringList files = recent_files_.files().mid(0, shown_recent_files);
  recent_box_->setVisible(!files.isEmpty());
  if (files.isEmpty()) return;
  auto* heading = new MutedLabel(tr("Opened before"), recent_box_);
  heading->setContentsMargins(6, 0, 0, 0);
  recent_->addWidget(heading);
  for (const QString& file : files) {
    auto* link = new QPushButton(recent_file_text(file), recent_box_);
    link->setFlat(true);
    link->setCursor(Qt::PointingHandCursor);
    link->setStyleSheet(QStringLiteral("QPushButton { text-align: left; padding: 3px 6px; }"));
    link->setToolTip(file);
    connect(link, &QPushButton::clicked, this, [this, file] { emit file_wanted(file); });
    recent_->addWidget(link);
  }
}

}  // namespace rotorscope
