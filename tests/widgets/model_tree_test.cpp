#include "widgets/model_tree.h"

#include "tests/widgets/looking.h"
#include "widgets/gallery/synthetic.h"
#include "widgets/site_tree_model.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTreeView>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(SiteTreeModel, KeepsTheRulesOfModels) {
  SiteTreeModel model;
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set_model(synthetic::model_info(3));
  model.set_sites(synthetic::site_summaries(3));
  EXPECT_EQ(model.rowCount(), 1);
  const QModelIndex root = model.index(0, 0);
  EXPECT_EQ(model.rowCount(root), 5) << "embedding, three layers, head";
  EXPECT_EQ(model.rowCount(model.index(2, 0, root)), 8);
  EXPECT_EQ(model.rowCount(model.index(0, 0, root)), 0);
  model.clear();
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(SiteTreeModel, ALayerShowsItsWorstQuantizedSite) {
  SiteTreeModel model;
  model.set_model(synthetic::model_info(2));
  SiteSummary down;
  down.layer = 1;
  down.site = "down_in";
  down.before.outlier_ratio = 79.4;
  SiteSummary residual = down;
  residual.site = "residual";
  residual.before.outlier_ratio = 500;
  model.set_sites({residual, down});
  EXPECT_EQ(model.index_of(1, {}).data(SiteTreeModel::ratio_role).toDouble(), 79.4);
  EXPECT_FALSE(model.index_of(0, {}).data(SiteTreeModel::ratio_role).isValid());
  const QModelIndex ratio = model.index_of(1, QStringLiteral("down_in")).siblingAtColumn(SiteTreeModel::ratio_column);
  EXPECT_EQ(ratio.data().toString().toStdString(), "79.4");
}

TEST(SiteTreeModel, UnknownSitesAndLayersAreIgnored) {
  SiteTreeModel model;
  model.set_model(synthetic::model_info(2));
  SiteSummary odd;
  odd.layer = 77;
  odd.site = "no_such_site";
  model.set_sites({odd});
  EXPECT_FALSE(model.index_of(77, {}).isValid());
  EXPECT_FALSE(model.index_of(0, QStringLiteral("no_such_site")).isValid());
  EXPECT_TRUE(model.index_of(2, QStringLiteral("head_in")).isValid());
}

TEST(ModelTree, ShowsLayersBeforeAnythingIsMeasured) {
  ModelTree tree;
  tree.set_model(synthetic::model_info(30));
  show_at(tree, 260, 400);
  const QModelIndex root = tree.view().model()->index(0, 0);
  EXPECT_EQ(root.data().toString().toStdString(), "SmolLM2 135M Instruct");
  EXPECT_TRUE(tree.view().isExpanded(root));
  EXPECT_EQ(tree.view().model()->rowCount(root), 32);
}

TEST(ModelTree, AClickOnASiteIsSaidAndSelectIsSilent) {
  ModelTree tree;
  tree.set_model(synthetic::model_info(30));
  show_at(tree, 260, 500);
  QSignalSpy selected(&tree, &ModelTree::site_selected);
  QSignalSpy layer(&tree, &ModelTree::layer_selected);
  EXPECT_TRUE(tree.select(2, QStringLiteral("down_in")));
  EXPECT_EQ(selected.count(), 0);
  EXPECT_EQ(tree.selected_layer(), 2);
  EXPECT_EQ(tree.selected_site().toStdString(), "down_in");
  const QModelIndex above = tree.view().currentIndex().siblingAtRow(0);
  QTest::mouseClick(tree.view().viewport(), Qt::LeftButton, {}, tree.view().visualRect(above).center());
  ASSERT_EQ(selected.count(), 1);
  EXPECT_EQ(selected[0][0].toInt(), 2);
  EXPECT_EQ(selected[0][1].toString().toStdString(), "attn_in");
  QTest::keyClick(&tree.view(), Qt::Key_Up);
  ASSERT_EQ(layer.count(), 1);
  EXPECT_EQ(layer[0][0].toInt(), 2);
  EXPECT_FALSE(tree.select(99, QStringLiteral("down_in")));
}

TEST(ModelTree, MarksKeepWhatIsOpenAndSelected) {
  ModelTree tree;
  tree.set_model(synthetic::model_info(30));
  tree.select(4, QStringLiteral("v"));
  tree.set_sites(synthetic::site_summaries(30));
  EXPECT_EQ(tree.selected_layer(), 4);
  EXPECT_EQ(tree.selected_site().toStdString(), "v");
}

TEST(ModelTree, TheFilterFindsLayerAndSite) {
  ModelTree tree;
  tree.set_model(synthetic::model_info(30));
  show_at(tree, 260, 500);
  QTest::keyClicks(tree.findChild<QLineEdit*>(), QStringLiteral("29 down"));
  const QAbstractItemModel& model = *tree.view().model();
  const QModelIndex root = model.index(0, 0);
  ASSERT_EQ(model.rowCount(root), 1);
  EXPECT_EQ(model.index(0, 0, root).data().toString().toStdString(), "layer 29");
  EXPECT_EQ(model.rowCount(model.index(0, 0, root)), 1);
  QSignalSpy selected(&tree, &ModelTree::site_selected);
  QTest::keyClick(tree.findChild<QLineEdit*>(), Qt::Key_Return);
  ASSERT_EQ(selected.count(), 1) << "Enter goes to the first place found";
  EXPECT_EQ(selected[0][0].toInt(), 29);
  EXPECT_EQ(selected[0][1].toString().toStdString(), "down_in");
  EXPECT_TRUE(tree.select(3, QStringLiteral("q"))) << "what is asked for is shown, filtered or not";
  EXPECT_EQ(tree.selected_layer(), 3);
}

TEST(ModelTree, OutlierBarsAreDrawn) {
  ModelTree tree;
  tree.set_model(synthetic::model_info(30));
  show_at(tree, 260, 500);
  const QImage bare = tree.grab().toImage();
  tree.set_sites(synthetic::site_summaries(30));
  QTest::qWait(20);
  EXPECT_NE(tree.grab().toImage(), bare);
}

}  // namespace
}  // namespace rotorscope
