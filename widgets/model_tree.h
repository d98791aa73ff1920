// The window's left side: the model's layers and sites with an outlier mark each, and a filter.
#pragma once

#include "core/protocol/inspect.h"
#include "core/protocol/model.h"

#include <QWidget>

class QLineEdit;
class QModelIndex;
class QSortFilterProxyModel;
class QTreeView;

namespace rotorscope {

class SiteTreeModel;

class ModelTree : public QWidget {
  Q_OBJECT
 public:
  explicit ModelTree(QWidget* parent = nullptr);

  /// Shows the tree at once, without marks.
  void set_model(const ModelInfo& info);
  /// Adds the marks.
  void set_sites(const std::vector<SiteSummary>& sites);
  void clear();
  /// Selects and shows a site (empty site: the layer) without a signal; false if there is no such row.
  bool select(int layer, const QString& site);
  [[nodiscard]] int selected_layer() const;
  [[nodiscard]] QString selected_site() const;
  void set_filter(const QString& text);
  [[nodiscard]] QTreeView& view() const { return *view_; }

 signals:
  void site_selected(int layer, const QString& site);
  /// A layer's own row was chosen.
  void layer_selected(int layer);
  /// The model's name was chosen.
  void model_selected();

 protected:
  bool event(QEvent* event) override;

 private:
  void fit_header();
  /// The first site that the filter leaves.
  void go_to_first();
  void current_changed(const QModelIndex& current);

  SiteTreeModel* model_ = nullptr;
  QSortFilterProxyModel* filter_ = nullptr;
  QLineEdit* search_ = nullptr;
  QTreeView* view_ = nullptr;
  bool silent_ = false;
};

}  // namespace rotorscope
