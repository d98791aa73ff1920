// Evaluations in the window: a row that fills, a table that is kept, a sweep.
#include "app/window/actions.h"
#include "app/window/page_tabs.h"
#include "tests/app/window_test.h"
#include "widgets/error_bars_view.h"
#include "widgets/results_table.h"
#include "widgets/seed_sweep_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QTabWidget>

namespace rotorscope {
namespace {

class EvaluationTest : public WindowTest {
 protected:
  [[nodiscard]] QString cell(int row, int column) {
    const auto& model = find<ResultsTable>("evaluation_table")->model();
    return model.data(model.index(row, column)).toString();
  }
};

TEST_F(EvaluationTest, ARowFillsWhileItIsMeasuredAndIsKept) {
  const StandInOrders orders("slow=60");
  open_inspected();
  window().pages().show_page(PageId::evaluate);
  window().settings().eval.windows.set(4);
  click("evaluate_run");
  const int last = static_cast<int>(evaluation_columns().size()) - 1;
  ASSERT_TRUE(wait_until([&] { return cell(0, last).startsWith(QStringLiteral("window 2 of 4")); }));
  EXPECT_FALSE(cell(0, 4).isEmpty());
  ASSERT_TRUE(wait_until([this] { return session().evaluations().rows().size() == 1; }));
  EXPECT_EQ(find<ResultsTable>("evaluation_table")->model().rowCount(), 1);
  window().settings().eval.quantized.set(false);
  click("evaluate_run");
  ASSERT_TRUE(wait_until([this] { return session().evaluations().rows().size() == 2; }));
  EXPECT_EQ(cell(1, 0), QStringLiteral("W16A16KV16"));
  window().settings().eval.quantized.set(true);
}

TEST_F(EvaluationTest, ACancelledRowGoesAway) {
  const StandInOrders orders("slow=60");
  open_inspected();
  window().actions().evaluate->trigger();
  ASSERT_EQ(session().evaluations().pending().size(), 1U);
  ASSERT_TRUE(wait_until([this] { return session().evaluations().pending()[0].estimate.windows_done > 0; }));
  window().actions().cancel->trigger();
  ASSERT_TRUE(wait_until([this] { return session().evaluations().pending().empty(); }, 2000));
  EXPECT_TRUE(session().evaluations().rows().empty());
  EXPECT_TRUE(session().evaluations().error().what.empty());
}

TEST_F(EvaluationTest, ASweepDrawsADotForEachSeed) {
  open_inspected();
  window().pages().show_page(PageId::rotate);
  window().settings().eval.sweep_seeds.set(5);
  session().evaluations().sweep(QStringLiteral("hadamard"));
  ASSERT_TRUE(wait_until([this] { return session().evaluations().sweep_job() == nullptr; }));
  EXPECT_EQ(find<SeedSweepView>("seed_sweep")->dot_count(), 5);
}

TEST_F(EvaluationTest, SensitivityAndPartsAreMeasuredOnTheirPages) {
  open_inspected();
  window().pages().show_page(PageId::quantize);
  find<QTabWidget>("quantize_tabs")->setCurrentIndex(1);
  click("sensitivity_start");
  auto* sensitivity = find<ErrorBarsView>("sensitivity_bars");
  ASSERT_TRUE(wait_until([&] { return sensitivity->table().rows == 3; }));
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(sensitivity->subtitle().contains(QStringLiteral("30.2")));
  window().pages().show_page(PageId::rotate);
  find<QTabWidget>("rotate_tabs")->setCurrentIndex(3);
  click("ablation_start");
  auto* parts = find<ErrorBarsView>("ablation_bars");
  ASSERT_TRUE(wait_until([&] { return parts->table().rows == 16; }));
  window().settings().after.source.set(QStringLiteral("none"));
  EXPECT_FALSE(find<QAbstractButton>("ablation_start")->isEnabled());
}

}  // namespace
}  // namespace rotorscope
