// Pinned sites in columns: profile above, histogram below, everything on one scale and zoomed together.
#pragma once

#include "core/protocol/inspect.h"

#include <QWidget>
#include <vector>

class QHBoxLayout;

namespace rotorscope {

class PinnedSite;
class Session;
struct Error;

class PinnedSites : public QWidget {
  Q_OBJECT

 public:
  explicit PinnedSites(Session& session, QWidget* parent = nullptr);

 signals:
  /// The last pin was taken away.
  void emptied();
  /// A pinned site is to be looked at closely; the selection has it already.
  void site_opened();
  void failed(const rotorscope::Error& error);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void rebuild();
  void ask();
  void share_scales();
  void apply_settings();

  Session& session_;
  QHBoxLayout* row_;
  std::vector<PinnedSite*> sites_;
};

}  // namespace rotorscope
