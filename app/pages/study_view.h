// Many evaluations with one question, as bars that come in one by one: which site is the most sensitive, or what each
// of R1 to R4 is worth.
#pragma once

#include "app/backend/job.h"

#include <QPointer>
#include <QWidget>
#include <map>
#include <string>

class QComboBox;
class QLabel;
class QPushButton;

namespace rotorscope {

class ErrorBarsView;
class Session;

class StudyView : public QWidget {
  Q_OBJECT

 public:
  enum class Question { sensitivity, ablation };
  StudyView(Session& session, Question question, QWidget* parent = nullptr);

 signals:
  void failed(const rotorscope::Error& error);

 private:
  void describe();
  void start();
  /// Shows what the project kept, if it did.
  void show_kept();
  [[nodiscard]] QString settings_text() const;
  [[nodiscard]] std::string study_name() const;
  void take_row(const QString& kind, const nlohmann::json& body);
  void take_outcome(const nlohmann::json& body);
  void add_row(const QString& label, double value);
  void update_state();

  Session& session_;
  Question question_;
  ErrorBarsView* bars_;
  QComboBox* by_ = nullptr;
  QPushButton* start_;
  QLabel* what_;
  QPointer<Job> job_;
  std::vector<std::pair<QString, double>> rows_;
  QString measured_;                            ///< with which settings the rows were
  std::map<std::string, nlohmann::json> kept_;  ///< by study_name: what the project and this session found
};

}  // namespace rotorscope
