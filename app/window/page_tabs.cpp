#include "app/window/page_tabs.h"

#include "app/pages/evaluate_page.h"
#include "app/pages/export_page.h"
#include "app/pages/inspect_page.h"
#include "app/pages/lessons_page.h"
#include "app/pages/quantize_page.h"
#include "app/pages/rotate_page.h"
#include "app/window/panel_scroll.h"
#include "widgets/icons.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace rotorscope {

PageTabs::PageTabs(Session& session, QStackedWidget* settings, QWidget* parent)
    : QTabWidget(parent), session_(session), settings_(settings) {
  setObjectName(QStringLiteral("page_tabs"));
  setDocumentMode(true);
  // In the order of PageId.
  const QList<QPair<QString, QString>> titles = {
      {tr("Inspect"), QStringLiteral("inspect")},   {tr("Rotate"), QStringLiteral("rotate")},
      {tr("Quantize"), QStringLiteral("quantize")}, {tr("Evaluate"), QStringLiteral("evaluate")},
      {tr("Export"), QStringLiteral("export")},     {tr("Lessons"), QStringLiteral("lessons")}};
  for (const auto& [title, name] : titles) {
    auto* holder = new QWidget(this);
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    addTab(holder, themed_icon(name), title);
  }
  connect(this, &QTabWidget::currentChanged, this, [this](int index) {
    if (isVisible()) build(index);
  });
}

void PageTabs::build(int index) {
  if (!pages_.contains(index)) {
    Page* made = nullptr;
    switch (static_cast<PageId>(index)) {
      case PageId::inspect:
        made = new InspectPage(session_);
        break;
      case PageId::rotate:
        made = new RotatePage(session_);
        break;
      case PageId::quantize:
        made = new QuantizePage(session_);
        break;
      case PageId::evaluate:
        made = new EvaluatePage(session_);
        break;
      case PageId::exporting:
        made = new ExportPage(session_);
        break;
      case PageId::lessons: {
        auto* lessons = new LessonsPage(session_);
        connect(lessons, &LessonsPage::lesson_wanted, this, &PageTabs::lesson_wanted);
        made = lessons;
        break;
      }
    }
    pages_.insert(index, made);
    widget(index)->layout()->addWidget(made);
    made->show();
    connect(made, &Page::page_wanted, this, &PageTabs::show_page);
    auto* scroll = new PanelScroll(made->make_settings_panel(), settings_);
    settings_->addWidget(scroll);
    panels_.insert(index, scroll);
  }
  settings_->setCurrentWidget(panels_.value(index));
  pages_.value(index)->came_to_front();
}

void PageTabs::show_page(PageId page) {
  const int index = static_cast<int>(page);
  setCurrentIndex(index);
  build(index);
}

PageId PageTabs::current_page() const { return static_cast<PageId>(currentIndex()); }

Page* PageTabs::page(PageId page) {
  if (!pages_.contains(static_cast<int>(page))) build(static_cast<int>(page));
  return pages_.value(static_cast<int>(page));
}

}  // namespace rotorscope
