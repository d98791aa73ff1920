// SQNR before and after rotation, a row a site class, a layer or a site.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QComboBox;

namespace rotorscope {

class ErrorBarsView;
class Session;

class SiteErrors : public QWidget {
  Q_OBJECT

 public:
  explicit SiteErrors(Session& session, QWidget* parent = nullptr);

 private:
  void update_rows();
  void update_selection();

  struct Place {
    int layer = -1;  ///< −1: all layers
    QString site;
  };

  Session& session_;
  ErrorBarsView* bars_;
  QComboBox* rows_;
  QComboBox* order_;
  std::vector<Place> places_;
};

}  // namespace rotorscope
