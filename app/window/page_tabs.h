// The pages as tabs; each is built when it is first shown, so that the window is up at once.
#pragma once

#include "app/pages/page.h"

#include <QMap>
#include <QTabWidget>

class QStackedWidget;

namespace rotorscope {

class PageTabs : public QTabWidget {
  Q_OBJECT

 public:
  /// The pages' settings panels go into `settings`, in step with the tabs.
  PageTabs(Session& session, QStackedWidget* settings, QWidget* parent = nullptr);

  void show_page(PageId page);
  [[nodiscard]] PageId current_page() const;
  /// Builds the page if it has not been shown yet.
  Page* page(PageId page);

 signals:
  /// Index in the list of lessons.
  void lesson_wanted(int lesson);

 private:
  void build(int index);

  Session& session_;
  QStackedWidget* settings_;
  QMap<int, Page*> pages_;
  QMap<int, QWidget*> panels_;
};

}  // namespace rotorscope
