#include "widgets/model_tree.h"

#include "widgets/icons.h"
#include "widgets/outlier_delegate.h"
#include "widgets/site_tree_model.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace rotorscope {

ModelTree::ModelTree(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(space_small);
  search_ = new QLineEdit(this);
  search_->setPlaceholderText(tr("Filter: 29, down_in, …"));
  search_->setClearButtonEnabled(true);
  search_->setAccessibleName(tr("Filter the tree"));
  search_->addAction(themed_icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  layout->addWidget(search_);

  model_ = new SiteTreeModel(this);
  filter_ = new QSortFilterProxyModel(this);
  filter_->setSourceModel(model_);
  filter_->setRecursiveFilteringEnabled(true);
  filter_->setAutoAcceptChildRows(true);
  filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
  filter_->setFilterRole(SiteTreeModel::search_role);

  view_ = new QTreeView(this);
  view_->setModel(filter_);
  view_->setAccessibleName(tr("Layers and sites"));
  view_->setUniformRowHeights(true);
  view_->setIndentation(14);
  view_->setAllColumnsShowFocus(true);
  view_->setItemDelegateForColumn(SiteTreeModel::ratio_column, new OutlierDelegate(view_));
  view_->header()->setStretchLastSection(false);
  view_->header()->setSectionResizeMode(SiteTreeModel::site_column, QHeaderView::Stretch);
  view_->header()->setSectionResizeMode(SiteTreeModel::ratio_column, QHeaderView::ResizeToContents);
  view_->header()->setSectionsMovable(false);
  fit_header();
  layout->addWidget(view_);

  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    // "29 down" finds layer 29's down_in: every word must be there, in this order.
    QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (QString& word : words) word = QRegularExpression::escape(word);
    filter_->setFilterRegularExpression(
        QRegularExpression(words.join(QStringLiteral(".*")), QRegularExpression::CaseInsensitiveOption));
    if (!words.isEmpty()) view_->expandAll();
  });
  connect(search_, &QLineEdit::returnPressed, this, &ModelTree::go_to_first);
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ModelTree::current_changed);
}

void ModelTree::go_to_first() {
  if (search_->text().isEmpty()) return;
  for (QModelIndex at = filter_->index(0, 0); at.isValid(); at = view_->indexBelow(at)) {
    if (at.data(SiteTreeModel::site_role).toString().isEmpty()) continue;
    view_->setCurrentIndex(at);
    view_->scrollTo(at);
    return;
  }
}

void ModelTree::set_model(const ModelInfo& info) {
  silent_ = true;
  model_->set_model(info);
  silent_ = false;
  view_->setFirstColumnSpanned(0, {}, true);  // a model's name is long, and has no ratio
  view_->expand(filter_->index(0, 0));
}

void ModelTree::set_sites(const std::vector<SiteSummary>& sites) { model_->set_sites(sites); }

void ModelTree::clear() {
  silent_ = true;
  model_->clear();
  silent_ = false;
}

bool ModelTree::select(int layer, const QString& site) {
  const QModelIndex source = model_->index_of(layer, site);
  if (!source.isValid()) return false;
  QModelIndex index = filter_->mapFromSource(source);
  if (!index.isValid()) {
    // It is filtered away: what is being looked at must be in the tree.
    search_->clear();
    index = filter_->mapFromSource(source);
  }
  silent_ = true;
  view_->setCurrentIndex(index);
  silent_ = false;
  view_->scrollTo(index);
  return true;
}

int ModelTree::selected_layer() const {
  const QVariant layer = view_->currentIndex().data(SiteTreeModel::layer_role);
  return layer.isValid() ? layer.toInt() : -1;
}

void ModelTree::fit_header() {
  // The view's own font follows the application's only later.
  const QFontMetrics metrics(QApplication::font());
  view_->header()->setMinimumHeight(metrics.height() + 10);
  // "layer 29" and its ratio with bars are never cut.
  setMinimumWidth(metrics.horizontalAdvance(SiteTreeModel::tr("layer %1").arg(100)) +
                  metrics.horizontalAdvance(QStringLiteral("10000")) + 130);
}

bool ModelTree::event(QEvent* event) {
  if (event->type() == QEvent::ApplicationFontChange) fit_header();
  return QWidget::event(event);
}

QString ModelTree::selected_site() const { return view_->currentIndex().data(SiteTreeModel::site_role).toString(); }

void ModelTree::set_filter(const QString& text) { search_->setText(text); }

void ModelTree::current_changed(const QModelIndex& current) {
  if (silent_ || !current.isValid()) return;
  const int layer = current.data(SiteTreeModel::layer_role).toInt();
  const QString site = current.data(SiteTreeModel::site_role).toString();
  if (!site.isEmpty()) {
    emit site_selected(layer, site);
  } else if (layer >= 0) {
    emit layer_selected(layer);
  } else if (!current.parent().isValid()) {
    emit model_selected();
  }
}

}  // namespace rotorscope
