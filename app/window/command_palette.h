// One field for everything: every action of the menus by its name, and places of the model. It lies over the window as
// a part of it: a popup of its own may be closed, or never shown, by whoever manages the windows.
#pragma once

#include <QFrame>
#include <QPointer>
#include <functional>
#include <vector>

class QAction;
class QLineEdit;
class QListWidget;

namespace rotorscope {

class Session;

class CommandPalette : public QFrame {
  Q_OBJECT

 public:
  /// `parent`: the window that it lies over. Closes itself when something is chosen, on Escape, or when the focus goes
  /// elsewhere, and is deleted then.
  CommandPalette(Session& session, QList<QAction*> actions, QWidget* parent);
  /// Shows it with the focus in its field.
  void open();

 signals:
  void place_wanted(int layer, const QString& site, int channel);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

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
  void place();
  bool take_key(int key);

  Session& session_;
  QList<QAction*> actions_;
  QLineEdit* field_;
  QListWidget* list_;
  QPointer<QWidget> focus_before_;
  std::vector<Entry> entries_;
};

}  // namespace rotorscope
