#include "widgets/block_diagram.h"

#include "core/protocol/site.h"
#include "tests/widgets/looking.h"
#include "widgets/block_layout.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

QAbstractButton* part(const BlockDiagram& diagram, const QString& name) {
  return diagram.findChild<QAbstractButton*>(name);
}

TEST(BlockDiagram, HasEverySiteOfABlockAndFourSwitches) {
  BlockDiagram diagram;
  for (const Site site : block_sites) {
    const auto name = QString::fromStdString(std::string(site_name(site)));
    ASSERT_NE(part(diagram, name), nullptr) << name.toStdString();
    EXPECT_FALSE(part(diagram, name)->accessibleDescription().isEmpty());
  }
  for (int r = 1; r <= 4; ++r) ASSERT_NE(part(diagram, QStringLiteral("R%1").arg(r)), nullptr);
}

TEST(BlockDiagram, NothingOverlapsAtTheSmallestSize) {
  std::vector<QRectF> all;
  for (const BlockBox& box : block_layout().boxes) all.push_back(box.rect);
  for (const BlockSite& site : block_layout().sites) all.push_back(site.rect);
  for (const QRectF& rect : block_layout().switches) all.push_back(rect);
  const QRectF area(0, 0, block_width, block_height);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(area.contains(all[i])) << i;
    for (std::size_t j = i + 1; j < all.size(); ++j) EXPECT_FALSE(all[i].intersects(all[j])) << i << " " << j;
  }
}

TEST(BlockDiagram, AClickOnASwitchTogglesItAndSaysSo) {
  BlockDiagram diagram;
  show_at(diagram, 420, 300);
  QSignalSpy toggled(&diagram, &BlockDiagram::switch_toggled);
  QTest::mouseClick(part(diagram, QStringLiteral("R4")), Qt::LeftButton);
  ASSERT_EQ(toggled.count(), 1);
  EXPECT_EQ(toggled[0][0].toInt(), 4);
  EXPECT_TRUE(toggled[0][1].toBool());
  EXPECT_TRUE(diagram.is_rotation_on(4));
  diagram.set_rotation_on(4, false);
  EXPECT_EQ(toggled.count(), 1) << "set by the program: no signal";
}

TEST(BlockDiagram, SwitchesWorkByKeyboard) {
  BlockDiagram diagram;
  show_at(diagram, 420, 300);
  QSignalSpy toggled(&diagram, &BlockDiagram::switch_toggled);
  QAbstractButton* r1 = part(diagram, QStringLiteral("R1"));
  EXPECT_EQ(r1->focusPolicy() & Qt::TabFocus, Qt::TabFocus);
  r1->setFocus();
  QTest::keyClick(r1, Qt::Key_Space);
  ASSERT_EQ(toggled.count(), 1);
  EXPECT_EQ(toggled[0][0].toInt(), 1);
}

TEST(BlockDiagram, ADisabledSwitchSaysWhy) {
  BlockDiagram diagram;
  show_at(diagram, 420, 300);
  QSignalSpy toggled(&diagram, &BlockDiagram::switch_toggled);
  diagram.set_rotation_enabled(3, false, QStringLiteral("K is not quantized."));
  QTest::mouseClick(part(diagram, QStringLiteral("R3")), Qt::LeftButton);
  EXPECT_EQ(toggled.count(), 0);
  EXPECT_TRUE(part(diagram, QStringLiteral("R3"))->toolTip().contains(QStringLiteral("K is not quantized.")));
}

TEST(BlockDiagram, AClickOnASiteLightsIt) {
  BlockDiagram diagram;
  show_at(diagram, 560, 400);
  QSignalSpy clicked(&diagram, &BlockDiagram::site_clicked);
  QTest::mouseClick(part(diagram, QStringLiteral("down_in")), Qt::LeftButton);
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toString().toStdString(), "down_in");
  EXPECT_EQ(diagram.current_site().toStdString(), "down_in");
}

TEST(BlockDiagram, TheStreamChangesColourWithR1) {
  BlockDiagram diagram;
  show_at(diagram, 560, 400);
  const QRgb orange = role_color(ColorRole::before, diagram.palette()).rgb();
  const QRgb blue = role_color(ColorRole::after, diagram.palette()).rgb();
  const QImage off = diagram.grab().toImage();
  diagram.set_rotation_on(1, true);
  const QImage on = diagram.grab().toImage();
  EXPECT_GT(count_like(off, orange), count_like(on, orange) + 1000);
  EXPECT_GT(count_like(on, blue), count_like(off, blue) + 1000);
}

}  // namespace
}  // namespace rotorscope
