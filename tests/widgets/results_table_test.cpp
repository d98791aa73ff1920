#include "widgets/results_table.h"

#include "tests/widgets/looking.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

void fill(ResultsTable& table) {
  table.model().set_columns({{QStringLiteral("scheme"), Better::neither, true, {}},
                             {QStringLiteral("perplexity"), Better::lower, false, {}},
                             {QStringLiteral("accuracy"), Better::higher, false, {}}});
  table.model().append_row({QStringLiteral("W4A4"), 51.6, 0.4});
  table.model().append_row({QStringLiteral("W4A4"), 9.5, 0.6});
  table.model().append_row({QStringLiteral("W4A8"), 43.71234, QVariant()});
}

QString shown(const ResultsTable& table, int row, int column) {
  return table.view().model()->index(row, column).data().toString();
}

TEST(ResultsTable, TheBestValueOfAColumnIsBold) {
  ResultsTable table;
  const QAbstractItemModelTester tester(&table.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
  fill(table);
  const auto bold = [&](int row, int column) {
    return table.model().index(row, column).data(Qt::FontRole).value<QFont>().bold();
  };
  EXPECT_TRUE(bold(1, 1));
  EXPECT_TRUE(bold(1, 2));
  EXPECT_FALSE(bold(0, 1));
  EXPECT_FALSE(bold(2, 0));
  table.model().set_row(2, {QStringLiteral("W4A8"), 3.0, 0.9});
  EXPECT_TRUE(bold(2, 1));
  EXPECT_FALSE(bold(1, 1));
}

TEST(ResultsTable, SortsByValueNotByText) {
  ResultsTable table;
  fill(table);
  show_at(table, 500, 200);
  table.view().sortByColumn(1, Qt::AscendingOrder);
  EXPECT_EQ(shown(table, 0, 1).toStdString(), "9.5");
  EXPECT_EQ(shown(table, 1, 1).toStdString(), "43.71");
  EXPECT_EQ(shown(table, 2, 1).toStdString(), "51.6");
}

TEST(ResultsTable, MarksSettingsThatDifferFromTheRowAboveAsShown) {
  ResultsTable table;
  fill(table);
  const auto marked = [&](int row) { return table.view().model()->index(row, 0).data(Qt::BackgroundRole).isValid(); };
  EXPECT_FALSE(marked(0));
  EXPECT_FALSE(marked(1));
  EXPECT_TRUE(marked(2));
  table.view().sortByColumn(1, Qt::AscendingOrder);  // W4A4, W4A8, W4A4
  EXPECT_FALSE(marked(0));
  EXPECT_TRUE(marked(1));
  EXPECT_TRUE(marked(2));
}

TEST(ResultsTable, CopiesInTheOrderShown) {
  ResultsTable table;
  fill(table);
  table.view().sortByColumn(1, Qt::AscendingOrder);
  table.copy_csv();
  EXPECT_EQ(QApplication::clipboard()->text().toStdString(),
            "scheme,perplexity,accuracy\r\nW4A4,9.5,0.6\r\nW4A8,43.71234,\r\nW4A4,51.6,0.4\r\n");
  table.copy_markdown();
  EXPECT_TRUE(QApplication::clipboard()->text().startsWith(QStringLiteral("| scheme | perplexity | accuracy |\n")));
}

TEST(ResultsTable, SelectionSpeaksOfTheModelsRows) {
  ResultsTable table;
  fill(table);
  show_at(table, 500, 200);
  table.view().sortByColumn(1, Qt::AscendingOrder);
  QSignalSpy selected(&table, &ResultsTable::row_selected);
  const QRect second = table.view().visualRect(table.view().model()->index(1, 0));
  QTest::mouseClick(table.view().viewport(), Qt::LeftButton, {}, second.center());
  ASSERT_EQ(selected.count(), 1);
  EXPECT_EQ(selected[0][0].toInt(), 2);
  EXPECT_EQ(table.selected_row(), 2);
  table.select_row(0);
  EXPECT_EQ(table.selected_row(), 0);
  EXPECT_EQ(selected.count(), 1);
  table.select_row(-1);
  EXPECT_EQ(table.selected_row(), -1);
}

TEST(ResultsTable, EvaluationsBecomeRows) {
  EvalRow row;
  ASSERT_TRUE(apply_scheme("W4A4KV16", row.request.quant));
  row.request.quant.mixed = {{-1, -1, "down_proj", 8}};
  row.request.quant.clip_search = true;
  row.request.rotation.source = "hadamard";
  row.request.rotation.seed = 3;
  row.request.rotation.r4 = "off";
  row.outcome.perplexity = 47.97;
  row.outcome.tasks["piqa"] = {0.681, 0.69, 100};
  const std::vector<QVariant> values = evaluation_row(row);
  ASSERT_EQ(values.size(), evaluation_columns().size());
  EXPECT_EQ(values[0].toString().toStdString(), "W4A4KV16");
  EXPECT_EQ(values[1].toString().toStdString(), "random Hadamard · seed 3 · without R4");
  EXPECT_EQ(values[3].toString().toStdString(), "down_proj=8 · clip searched");
  EXPECT_EQ(values[5].toDouble(), 47.97);
  EXPECT_FALSE(values[7].isValid()) << "not compared: no divergence";
  EXPECT_EQ(values[9].toString().toStdString(), "piqa 68.1");
}

}  // namespace
}  // namespace rotorscope
