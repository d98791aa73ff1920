// The learning runs as rows: what each was asked and what it reached, differences highlighted.
#pragma once

#include <QWidget>

namespace rotorscope {

class ResultsTable;
class Session;

class RunsTable : public QWidget {
  Q_OBJECT

 public:
  explicit RunsTable(Session& session, QWidget* parent = nullptr);

 private:
  void rebuild();
  void update_last();

  Session& session_;
  ResultsTable* table_;
};

}  // namespace rotorscope
