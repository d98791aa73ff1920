// The model as a tree: its name, the embedding, layers and their sites, with each site's outlier ratio.
#pragma once

#include "core/protocol/inspect.h"
#include "core/protocol/model.h"

#include <QAbstractItemModel>
#include <map>
#include <optional>
#include <utility>

namespace rotorscope {

class SiteTreeModel : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { site_column, ratio_column, column_count };
  enum Role {
    layer_role = Qt::UserRole,  ///< int; −1 for the model and the embedding
    site_role,                  ///< QString; empty for rows that are no site
    ratio_role,                 ///< double, before; invalid where not measured; a layer's is its largest site's
    ratio_after_role,           ///< double, after rotation; invalid where there is none
    search_role                 ///< QString, what the filter looks at
  };

  explicit SiteTreeModel(QObject* parent = nullptr);
  void set_model(const ModelInfo& info);
  void set_sites(const std::vector<SiteSummary>& sites);
  void clear();
  /// The row of a site; an empty site name gives the layer's own row. Invalid if there is none.
  [[nodiscard]] QModelIndex index_of(int layer, const QString& site) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  [[nodiscard]] const SiteSummary* summary(int layer, int site) const;
  [[nodiscard]] const SiteSummary* worst(int layer) const;
  [[nodiscard]] QVariant site_data(int layer, int site, int column, int role) const;
  [[nodiscard]] QVariant row_data(int row, int column, int role) const;

  std::optional<ModelInfo> info_;
  std::map<std::pair<int, int>, SiteSummary> summaries_;  ///< by layer and index in block_sites; −1: head_in
};

}  // namespace rotorscope
