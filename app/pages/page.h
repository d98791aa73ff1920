// What the pages share: a banner for errors, an empty state, a panel of settings for the right dock.
#pragma once

#include "app/pages/empty_state.h"
#include "app/pages/error_banner.h"
#include "app/pages/page_id.h"
#include "app/session/session.h"

#include <QWidget>

class QStackedLayout;

namespace rotorscope {

class Page : public QWidget {
  Q_OBJECT

 public:
  explicit Page(Session& session, QWidget* parent = nullptr);

  /// The page's settings, for the right dock; made on the first call, then owned by the dock.
  [[nodiscard]] virtual QWidget* make_settings_panel() = 0;
  /// The page has come to the front.
  virtual void came_to_front() {}

 signals:
  void page_wanted(rotorscope::PageId page);

 protected:
  [[nodiscard]] Session& session() const { return session_; }
  [[nodiscard]] ErrorBanner& banner() const { return *banner_; }
  [[nodiscard]] EmptyState& empty() const { return *empty_; }
  void set_content(QWidget* content);
  void show_content();
  void show_empty(const QString& title, const QString& text, const QString& action = {});
  [[nodiscard]] bool shows_content() const;
  /// Shows why a close-up failed; the death of the backend is said by the window itself.
  void show_query_error(const Error& error);
  /// Shows how far the inspection is, why it failed, or how to start it, for pages that need its figures. True if
  /// there are figures and the content is shown.
  bool show_inspection_state();

 private:
  Session& session_;
  ErrorBanner* banner_;
  EmptyState* empty_;
  QStackedLayout* stack_;
  QMetaObject::Connection progress_;
};

}  // namespace rotorscope
