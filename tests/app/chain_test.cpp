// The whole chain on a tiny model with the real backend: open, inspect, rotate, learn, quantize, evaluate, export,
// save, and open the saved project.
#include "app/window/actions.h"
#include "app/window/page_tabs.h"
#include "tests/app/window_test.h"
#include "widgets/error_bars_view.h"
#include "widgets/seed_sweep_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <csignal>

namespace rotorscope {
namespace {

constexpr int long_ms = 120'000;

class ChainTest : public testing::Test {
 protected:
  void SetUp() override {
    model_ = QStringLiteral(ROTORSCOPE_TEST_DATA "/goldens/tiny_gqa_tied");
    if (!QFileInfo::exists(model_)) GTEST_SKIP() << "there is no " << model_.toStdString();
    // Token ids, because the tiny model has no tokenizer.
    ids_ = folder_.filePath(QStringLiteral("text.ids"));
    QFile file(ids_);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    for (int at = 0; at < 600; ++at) file.write(QByteArray::number(at * 37 % 128) + ' ');
  }
  void open(const QString& what) {
    Options options;
    options.backend = {QStringLiteral(ROTOR_PROGRAM), QStringLiteral("serve")};
    options.open = what;
    options.size = QSize(1280, 800);
    window_ = std::make_unique<MainWindow>(options);
    auto& settings = window_->settings();
    settings.inspect.text_file.set(ids_);
    settings.inspect.tokens.set(64);
    settings.learn.text_file.set(ids_);
    settings.learn.steps.set(4);
    settings.learn.seq_len.set(32);
    settings.learn.batch.set(1);
    settings.eval.text_file.set(ids_);
    settings.eval.seq_len.set(32);
    settings.eval.windows.set(2);
    settings.eval.sweep_seeds.set(2);
    window_->show();
  }
  Session& session() { return window_->session(); }
  bool idle() {
    return wait_until([this] { return window_->client().is_idle(); }, long_ms);
  }

  QTemporaryDir folder_;
  QString model_, ids_;
  std::unique_ptr<MainWindow> window_;
};

TEST_F(ChainTest, FromAModelToACheckpointAndBack) {
  open(model_);
  ASSERT_TRUE(wait_until([this] { return session().has_model(); }, long_ms));
  ASSERT_TRUE(idle());
  ASSERT_TRUE(session().inspection().has_outcome()) << session().inspection().error().message();
  EXPECT_EQ(session().inspection().outcome().tokens, 64);

  window_->go_to(0, QStringLiteral("down_in"), 1);
  ASSERT_TRUE(idle());
  window_->pages().show_page(PageId::rotate);
  ASSERT_TRUE(idle());
  session().gate().check();
  ASSERT_TRUE(idle());
  ASSERT_NE(session().gate().outcome(), nullptr) << session().gate().error().message();
  EXPECT_TRUE(session().gate().outcome()->invariant);

  window_->actions().learn->trigger();
  ASSERT_TRUE(wait_until([this] { return session().learning().job() == nullptr; }, long_ms));
  ASSERT_TRUE(session().learning().has_learned()) << session().learning().error().message();
  EXPECT_EQ(session().learning().runs().back().steps.size(), 4U);

  window_->settings().after.source.set(QStringLiteral("learned"));
  window_->actions().evaluate->trigger();
  ASSERT_TRUE(wait_until([this] { return session().evaluations().pending().empty(); }, long_ms));
  ASSERT_EQ(session().evaluations().rows().size(), 1U) << session().evaluations().error().message();
  EXPECT_GT(session().evaluations().rows()[0].outcome.perplexity, 1);

  window_->pages().show_page(PageId::exporting);
  window_->settings().exporting.out.set(folder_.filePath(QStringLiteral("out")));
  auto* start = window_->findChild<QAbstractButton*>(QStringLiteral("export_start"));
  ASSERT_TRUE(start->isEnabled());
  QTest::mouseClick(start, Qt::LeftButton);
  auto* verdict = window_->findChild<QLabel*>(QStringLiteral("export_verdict"));
  ASSERT_TRUE(wait_until([&] { return verdict->isVisible(); }, long_ms));
  EXPECT_TRUE(QFileInfo::exists(folder_.filePath(QStringLiteral("out/config.json"))));

  session().evaluations().sweep(QStringLiteral("hadamard"));
  ASSERT_TRUE(wait_until([this] { return session().evaluations().sweep_job() == nullptr; }, long_ms));
  window_->pages().show_page(PageId::rotate);
  auto* ablation = window_->findChild<QAbstractButton*>(QStringLiteral("ablation_start"));
  QTest::mouseClick(ablation, Qt::LeftButton);
  auto* parts = window_->findChild<ErrorBarsView*>(QStringLiteral("ablation_bars"));
  ASSERT_TRUE(wait_until([&] { return parts->table().rows == 16 && idle(); }, long_ms));

  const QString project = folder_.filePath(QStringLiteral("work.h5"));
  session().save_project(project, QStringLiteral("rotate"));
  ASSERT_TRUE(wait_until([&] { return session().project_path() == project; }, long_ms));
  window_.reset();

  open(project);
  ASSERT_TRUE(wait_until([this] { return session().has_model(); }, long_ms));
  EXPECT_TRUE(session().inspection().has_outcome());
  EXPECT_EQ(session().evaluations().rows().size(), 1U);
  ASSERT_FALSE(session().learning().runs().empty());
  EXPECT_EQ(session().learning().runs()[0].steps.size(), 4U);
  EXPECT_TRUE(session().learning().has_learned());
  EXPECT_EQ(window_->settings().after.source.value(), QStringLiteral("learned"));
  EXPECT_EQ(window_->pages().current_page(), PageId::rotate);
  EXPECT_EQ(window_->findChild<ErrorBarsView*>(QStringLiteral("ablation_bars"))->table().rows, 16);
  EXPECT_GT(window_->findChild<SeedSweepView*>(QStringLiteral("seed_sweep"))->table().rows, 1);
}

TEST_F(ChainTest, AKilledBackendBringsTheModelBack) {
  open(model_);
  ASSERT_TRUE(wait_until([this] { return session().has_model(); }, long_ms));
  ASSERT_TRUE(idle());
  const QSignalSpy restored(&session(), &Session::restored);
  ASSERT_EQ(kill(static_cast<pid_t>(window_->client().process_id()), SIGKILL), 0);
  ASSERT_TRUE(wait_until([&] { return restored.count() == 1; }, long_ms));
  ASSERT_TRUE(idle());
  EXPECT_TRUE(session().inspection().has_outcome());
  EXPECT_TRUE(session().inspection().error().what.empty());
}

}  // namespace
}  // namespace rotorscope
