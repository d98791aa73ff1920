#include "widgets/site_tree_model.h"

#include "core/protocol/site.h"
#include "widgets/format.h"

#include <array>

namespace rotorscope {
namespace {

// Rows below the model: the embedding, the layers, the head. Indexes carry in their id which layer they belong to:
// 0 the model, 1 a row below the model, 2 + layer a site of that layer.
constexpr quintptr model_id = 0;
constexpr quintptr row_id = 1;
constexpr quintptr first_layer_id = 2;

// The residual stream is looked at on maps, and is a site like the others here.
constexpr int sites_of_layer = static_cast<int>(block_sites.size());
constexpr int head_site = -1;

QString from_view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

Site block_site(int i) { return block_sites[static_cast<std::size_t>(i)]; }

QString numbers_text(const SiteSummary& s) {
  QString text = SiteTreeModel::tr("%1 channels").arg(s.channels);
  const auto line = [&](const QString& name, double before, double after, const QString& unit) {
    text +=
        QStringLiteral("\n%1: %2")
            .arg(name, s.has_after ? format_change(before, after, unit)
                                   : format_number(before) + (unit.isEmpty() ? QString() : QLatin1Char(' ') + unit));
  };
  line(SiteTreeModel::tr("outlier ratio"), s.before.outlier_ratio, s.after.outlier_ratio, {});
  line(SiteTreeModel::tr("max |x|"), s.before.absmax, s.after.absmax, {});
  line(SiteTreeModel::tr("kurtosis"), s.before.kurtosis, s.after.kurtosis, {});
  line(SiteTreeModel::tr("SQNR"), s.before.sqnr_db, s.after.sqnr_db, QStringLiteral("dB"));
  if (!s.before.top_channels.empty()) {
    const ChannelPeak& peak = s.before.top_channels.front();
    text += SiteTreeModel::tr("\nlargest channel: %1 (%2)").arg(peak.channel).arg(format_number(peak.absmax));
  }
  return text;
}

QVariant ratio_data(const SiteSummary* s, int column, int role) {
  if (s == nullptr) return {};
  switch (role) {
    case SiteTreeModel::ratio_role:
      return s->before.outlier_ratio;
    case SiteTreeModel::ratio_after_role:
      return s->has_after ? QVariant(s->after.outlier_ratio) : QVariant();
    case Qt::DisplayRole:
      return column == SiteTreeModel::ratio_column ? format_number(s->before.outlier_ratio, 3) : QVariant();
    case Qt::AccessibleTextRole:
      return column == SiteTreeModel::ratio_column
                 ? SiteTreeModel::tr("outlier ratio %1").arg(format_number(s->before.outlier_ratio, 3))
                 : QVariant();
    default:
      return {};
  }
}

}  // namespace

SiteTreeModel::SiteTreeModel(QObject* parent) : QAbstractItemModel(parent) {}

void SiteTreeModel::set_model(const ModelInfo& info) {
  beginResetModel();
  info_ = info;
  summaries_.clear();
  endResetModel();
}

void SiteTreeModel::set_sites(const std::vector<SiteSummary>& sites) {
  summaries_.clear();
  for (const SiteSummary& s : sites) {
    const std::optional<Site> which = site_from_name(s.site);
    if (!which) continue;
    int place = head_site;
    for (int i = 0; i < sites_of_layer; ++i) {
      if (block_site(i) == *which) place = i;
    }
    if (place == head_site && *which != Site::head_in) continue;
    summaries_[{s.layer, place}] = s;
  }
  if (!info_) return;
  // Only the marks changed: the tree keeps what is open and selected.
  const QModelIndex root = index(0, 0);
  emit dataChanged(root, index(0, ratio_column));
  emit dataChanged(index(0, 0, root), index(rowCount(root) - 1, ratio_column, root));
  for (int layer = 0; layer < info_->layers; ++layer) {
    const QModelIndex parent = index_of(layer, {});
    emit dataChanged(index(0, 0, parent), index(sites_of_layer - 1, ratio_column, parent));
  }
}

void SiteTreeModel::clear() {
  beginResetModel();
  info_.reset();
  summaries_.clear();
  endResetModel();
}

QModelIndex SiteTreeModel::index_of(int layer, const QString& site) const {
  if (!info_ || layer < 0) return {};
  const QModelIndex root = index(0, 0);
  if (site == QStringLiteral("head_in")) return index(info_->layers + 1, 0, root);
  if (layer >= info_->layers) return {};
  const QModelIndex row = index(layer + 1, 0, root);
  if (site.isEmpty()) return row;
  for (int i = 0; i < sites_of_layer; ++i) {
    if (site == from_view(site_name(block_site(i)))) return index(i, 0, row);
  }
  return {};
}

QModelIndex SiteTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= column_count || row >= rowCount(parent)) return {};
  if (!parent.isValid()) return createIndex(row, column, model_id);
  if (parent.internalId() == model_id) return createIndex(row, column, row_id);
  return createIndex(row, column, first_layer_id + static_cast<quintptr>(parent.row() - 1));
}

QModelIndex SiteTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == model_id) return {};
  if (child.internalId() == row_id) return createIndex(0, 0, model_id);
  return createIndex(static_cast<int>(child.internalId() - first_layer_id) + 1, 0, row_id);
}

int SiteTreeModel::rowCount(const QModelIndex& parent) const {
  if (!info_ || parent.column() > 0) return 0;
  if (!parent.isValid()) return 1;
  if (parent.internalId() == model_id) return info_->layers + 2;
  const bool layer = parent.internalId() == row_id && parent.row() >= 1 && parent.row() <= info_->layers;
  return layer ? sites_of_layer : 0;
}

int SiteTreeModel::columnCount(const QModelIndex&) const { return column_count; }

const SiteSummary* SiteTreeModel::summary(int layer, int site) const {
  const auto found = summaries_.find({layer, site});
  return found == summaries_.end() ? nullptr : &found->second;
}

const SiteSummary* SiteTreeModel::worst(int layer) const {
  const SiteSummary* worst = nullptr;
  for (int i = 0; i < sites_of_layer; ++i) {
    // What is never quantized does not make a layer bad.
    if (block_site(i) == Site::residual) continue;
    const SiteSummary* one = summary(layer, i);
    if (one != nullptr && (worst == nullptr || one->before.outlier_ratio > worst->before.outlier_ratio)) worst = one;
  }
  return worst;
}

QVariant SiteTreeModel::site_data(int layer, int site, int column, int role) const {
  const SiteSummary* s = summary(layer, site);
  const Site which = site == head_site ? Site::head_in : block_site(site);
  switch (role) {
    case layer_role:
      return layer;
    case site_role:
      return from_view(site_name(which));
    case search_role:
      return QStringLiteral("layer %1 %2 %3")
          .arg(layer)
          .arg(from_view(site_name(which)), from_view(site_description(which)));
    case Qt::ToolTipRole: {
      const QString what =
          QStringLiteral("%1: %2").arg(from_view(site_name(which)), from_view(site_description(which)));
      return s == nullptr ? what + tr("\nnot inspected yet") : what + QLatin1Char('\n') + numbers_text(*s);
    }
    case Qt::DisplayRole:
      if (column == site_column) return from_view(site_name(which));
      break;
    default:
      break;
  }
  return ratio_data(s, column, role);
}

QVariant SiteTreeModel::row_data(int row, int column, int role) const {
  const int layer = row - 1;
  if (row == 0) {
    if (role == layer_role) return -1;
    if (role == search_role) return tr("embedding");
    if (role == Qt::DisplayRole && column == site_column) return tr("embedding");
    if (role == Qt::ToolTipRole) {
      return tr("%1 tokens × %2 channels; the residual stream starts here")
          .arg(info_->vocab_size)
          .arg(info_->hidden_size);
    }
    return {};
  }
  if (layer == info_->layers) return site_data(info_->layers, head_site, column, role);
  const SiteSummary* s = worst(layer);
  switch (role) {
    case layer_role:
      return layer;
    case search_role:
      return QStringLiteral("layer %1").arg(layer);
    case Qt::DisplayRole:
      if (column == site_column) return tr("layer %1").arg(layer);
      break;
    case Qt::ToolTipRole:
      return s == nullptr ? tr("layer %1, not inspected yet").arg(layer)
                          : tr("layer %1, largest outlier ratio: %2 in %3")
                                .arg(layer)
                                .arg(format_number(s->before.outlier_ratio, 3), QString::fromStdString(s->site));
    default:
      break;
  }
  return ratio_data(s, column, role);
}

QVariant SiteTreeModel::data(const QModelIndex& index, int role) const {
  if (!info_ || !index.isValid()) return {};
  if (role == Qt::TextAlignmentRole && index.column() == ratio_column) {
    return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
  }
  if (index.internalId() == model_id) {
    const QString name = QString::fromStdString(info_->name.empty() ? info_->source : info_->name);
    if (role == layer_role) return -1;
    if (role == search_role) return name;
    if (role == Qt::DisplayRole && index.column() == site_column) return name;
    if (role == Qt::ToolTipRole) {
      return tr("%1\n%2 parameters, %3 layers, %4 channels\n%5")
          .arg(name, format_count(info_->parameters))
          .arg(info_->layers)
          .arg(info_->hidden_size)
          .arg(QString::fromStdString(info_->path));
    }
    return {};
  }
  if (index.internalId() == row_id) return row_data(index.row(), index.column(), role);
  return site_data(static_cast<int>(index.internalId() - first_layer_id), index.row(), index.column(), role);
}

QVariant SiteTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) return section == site_column ? tr("Site") : tr("Outlier ratio");
  if (role == Qt::ToolTipRole && section == ratio_column) {
    return tr(
        "Largest channel over the median channel (of max |x|). Above about 10, one channel sets the scale for all "
        "and 4 bits are spent on it alone.");
  }
  return {};
}

}  // namespace rotorscope
