#include "widgets/table_data.h"

#include <QBuffer>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TableData example() {
  TableData table;
  table.columns << QStringLiteral("name") << QStringLiteral("a, b");
  table.rows = 2;
  table.cell = [](int row, int column) -> QVariant {
    if (column == 1) return row == 0 ? 0.123456789123 : 2.0;
    return row == 0 ? QStringLiteral("say \"hi\"\nthere") : QStringLiteral("plain|pipe");
  };
  return table;
}

TEST(TableData, CsvIsQuotedAndExact) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  ASSERT_TRUE(write_csv(example(), buffer));
  EXPECT_EQ(buffer.data().toStdString(), "name,\"a, b\"\r\n\"say \"\"hi\"\"\nthere\",0.123456789\r\nplain|pipe,2\r\n");
}

TEST(TableData, CsvReportsADeviceThatTakesNothing) {
  QBuffer closed;
  EXPECT_FALSE(write_csv(example(), closed));
}

TEST(TableData, TabsAndLineBreaksStayInTheirCell) {
  EXPECT_EQ(to_tab_separated(example()).toStdString(), "name\ta, b\nsay \"hi\"\\nthere\t0.123456789\nplain|pipe\t2\n");
  EXPECT_EQ(to_tab_separated(example(), 1).count(QLatin1Char('\n')), 2);
}

TEST(TableData, MarkdownEscapesPipes) {
  const QString text = to_markdown(example());
  EXPECT_TRUE(text.contains(QStringLiteral("plain\\|pipe"))) << text.toStdString();
  EXPECT_EQ(text.count(QLatin1Char('\n')), 4);
}

TEST(TableData, ModelShowsRoundedNumbersOnTheRight) {
  const TableDataModel model(example());
  EXPECT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.index(0, 1).data().toString().toStdString(), "0.123457");
  EXPECT_EQ(model.index(0, 1).data(Qt::EditRole).toDouble(), 0.123456789123);
  EXPECT_TRUE(model.index(0, 1).data(Qt::TextAlignmentRole).value<Qt::Alignment>().testFlag(Qt::AlignRight));
  EXPECT_EQ(model.headerData(1, Qt::Horizontal).toString().toStdString(), "a, b");
}

}  // namespace
}  // namespace rotorscope
