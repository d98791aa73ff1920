// Writing the result: the target first, then where to, the checks, and the command that repeats it.
#pragma once

#include "app/pages/page.h"
#include "core/protocol/exporting.h"

#include <QPointer>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace rotorscope {

class ExportResult;

class ExportPage : public Page {
  Q_OBJECT

 public:
  explicit ExportPage(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QWidget* make_settings_panel() override;
  void came_to_front() override;

 private:
  void build_targets(QVBoxLayout* column);
  void build_destination(QVBoxLayout* column);
  void start();
  void update_state();
  [[nodiscard]] ExportRequest request() const;

  QButtonGroup* targets_ = nullptr;
  QWidget* dtype_ = nullptr;
  QScrollArea* scroll_ = nullptr;
  QLabel* contents_ = nullptr;  ///< what will be written
  QLabel* rotation_ = nullptr;
  QLineEdit* command_ = nullptr;
  QLabel* problem_ = nullptr;
  QPushButton* write_ = nullptr;
  ExportResult* result_ = nullptr;
  QPointer<Job> job_;
};

}  // namespace rotorscope
