// One field for everything: every action of the menus by its name, and places of the model.
#pragma once

#include <QDialog>
#include <functional>
#include <vector>

class QAction;
class QLineEdit;
class QListWidget;

namespace rotorscope {

class Session;

class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  CommandPalette(Session& session, QList<QAction*> actions, QWidget* parent);

 signals:
  void place_wanted(int layer, const QString& site, int channel);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Entry {
    QString text;
    QString note;
    std::function<void()> run;
  };

  void update_entries(const QString& text);
  void add_places(const QString& text);
  void add_actions(const QString& text);
  void run_current();

  Session& session_;
  QList<QAction*> actions_;
  QLineEdit* field_;
  QListWidget* list_;
  std::vector<Entry> entries_;
};

}  // namespace rotorscope
