#include "app/backend/backend_client.h"

#include "core/protocol/operations.h"
#include "tests/app/window_test.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <csignal>

namespace rotorscope {
namespace {

class BackendClientTest : public testing::Test {
 protected:
  void start() {
    client_.start(stand_in_command());
    ASSERT_TRUE(wait_until([this] { return client_.state() == BackendProcess::State::ready; }));
  }
  /// Starts and waits until the backend is given up.
  Error start_in_vain() {
    Error last;
    QObject::connect(&client_, &BackendClient::lost, &client_, [&](const Error& error, bool) { last = error; });
    client_.start(stand_in_command());
    EXPECT_TRUE(wait_until([this] { return client_.state() == BackendProcess::State::failed; }));
    return last;
  }

  BackendClient client_;
};

TEST_F(BackendClientTest, GreetsAndKnowsDevicesAndMemory) {
  start();
  ASSERT_EQ(client_.devices().size(), 1U);
  EXPECT_EQ(client_.devices()[0].threads, 2);
  EXPECT_EQ(client_.program_version(), QStringLiteral("0.1.0"));
  EXPECT_TRUE(wait_until([this] { return client_.memory().total_bytes == (qint64{24} << 30); }));
}

TEST_F(BackendClientTest, JobsReportProgressAndResult) {
  start();
  InspectRequest request;
  request.tokens = 77;
  Job* job = client_.request(QStringLiteral("inspect"), request, QStringLiteral("Inspecting"));
  int steps = 0;
  int tokens = 0;
  QObject::connect(job, &Job::progress, job, [&](qint64, qint64 total, const QString&, double) {
    EXPECT_EQ(total, 10);
    ++steps;
  });
  QObject::connect(job, &Job::finished, job,
                   [&](const JsonPointer& body) { tokens = body->get<InspectOutcome>().tokens; });
  ASSERT_TRUE(wait_until([&] { return tokens != 0; }));
  EXPECT_EQ(tokens, 77);
  EXPECT_GE(steps, 9);
  EXPECT_TRUE(client_.is_idle());
}

TEST_F(BackendClientTest, RequestsBeforeTheGreetingWait) {
  client_.start(stand_in_command());
  bool finished = false;
  Job* job = client_.request(QStringLiteral("open"), OpenRequest{"sample", {}});
  QObject::connect(job, &Job::finished, job, [&] { finished = true; });
  EXPECT_TRUE(wait_until([&] { return finished; }));
}

TEST_F(BackendClientTest, LargeFramesArriveWhole) {
  start();
  bool inspected = false;
  Job* inspect = client_.request(QStringLiteral("inspect"), InspectRequest());
  QObject::connect(inspect, &Job::finished, inspect, [&] { inspected = true; });
  ASSERT_TRUE(wait_until([&] { return inspected; }));
  MapRequest request;
  request.kind = "tokens";
  request.site = "down_in";
  std::size_t values = 0;
  Job* job = client_.request(QStringLiteral("map"), request);
  QObject::connect(job, &Job::finished, job,
                   [&](const JsonPointer& body) { values = body->get<Map>().values.values.size(); });
  ASSERT_TRUE(wait_until([&] { return values != 0; }));
  EXPECT_EQ(values, 512U * 1536U);
}

TEST_F(BackendClientTest, CancelEndsAJobWithinHalfASecond) {
  const StandInOrders orders("slow=50");
  start();
  LearnRequest request;
  request.steps = 10'000;
  Job* job = client_.request(QStringLiteral("learn"), request, QStringLiteral("Learning"));
  bool begun = false;
  Error error;
  QObject::connect(job, &Job::progress, job, [&] { begun = true; });
  QObject::connect(job, &Job::failed, job, [&](const Error& told) { error = told; });
  ASSERT_TRUE(wait_until([&] { return begun; }));
  QElapsedTimer timer;
  timer.start();
  job->cancel();
  ASSERT_TRUE(wait_until([&] { return error.cancelled; }, 2000));
  EXPECT_LT(timer.elapsed(), 500);
}

TEST_F(BackendClientTest, APausedJobStandsStillUntilResumed) {
  start();
  LearnRequest request;
  request.steps = 10'000;
  Job* job = client_.request(QStringLiteral("learn"), request, QStringLiteral("Learning"));
  qint64 done = 0;
  QObject::connect(job, &Job::progress, job, [&](qint64 at, qint64, const QString&, double) { done = at; });
  ASSERT_TRUE(wait_until([&] { return done > 2; }));
  job->pause();
  EXPECT_EQ(job->state(), Job::State::paused);
  QTest::qWait(150);
  const qint64 stopped_at = done;
  QTest::qWait(150);
  EXPECT_EQ(done, stopped_at);
  job->resume();
  EXPECT_TRUE(wait_until([&] { return done > stopped_at + 2; }));
  job->cancel();
  EXPECT_TRUE(wait_until([&] { return client_.is_idle(); }));
}

TEST_F(BackendClientTest, AnErrorOfTheBackendReachesItsJob) {
  const StandInOrders orders("fail=open");
  start();
  Error error;
  Job* job = client_.request(QStringLiteral("open"), OpenRequest{"sample", {}});
  QObject::connect(job, &Job::failed, job, [&](const Error& told) { error = told; });
  ASSERT_TRUE(wait_until([&] { return !error.what.empty(); }));
  EXPECT_EQ(error.what, "the stand-in was told to fail");
  EXPECT_EQ(error.hint, "try the next thing");
}

TEST_F(BackendClientTest, AKilledBackendFailsItsJobsAndIsStartedAgain) {
  const StandInOrders orders("slow=50");
  start();
  LearnRequest request;
  request.steps = 10'000;
  Error error;
  bool begun = false;
  Job* job = client_.request(QStringLiteral("learn"), request, QStringLiteral("Learning"));
  QObject::connect(job, &Job::progress, job, [&] { begun = true; });
  QObject::connect(job, &Job::failed, job, [&](const Error& told) { error = told; });
  ASSERT_TRUE(wait_until([&] { return begun; }));
  const QSignalSpy restarted(&client_, &BackendClient::restarted);
  const qint64 first = client_.process_id();
  ASSERT_EQ(kill(static_cast<pid_t>(first), SIGKILL), 0);
  ASSERT_TRUE(wait_until([&] { return !error.what.empty(); }));
  EXPECT_NE(error.what.find("signal 9"), std::string::npos) << error.what;
  EXPECT_FALSE(error.hint.empty());
  ASSERT_TRUE(wait_until([&] { return restarted.count() == 1; }));
  EXPECT_NE(client_.process_id(), first);
  EXPECT_TRUE(client_.is_idle());
}

TEST_F(BackendClientTest, LastErrorLinesAreInTheMessage) {
  const StandInOrders orders("die_at=open");
  start();
  Error error;
  Job* job = client_.request(QStringLiteral("open"), OpenRequest{"sample", {}});
  QObject::connect(job, &Job::failed, job, [&](const Error& told) { error = told; });
  ASSERT_TRUE(wait_until([&] { return !error.what.empty(); }));
  EXPECT_NE(error.what.find("stand-in: out of memory"), std::string::npos) << error.what;
}

TEST_F(BackendClientTest, ABackendThatKeepsDyingIsGivenUpAfterThreeRestarts) {
  const StandInOrders orders("die_at=open");
  start();
  int deaths = 0;
  QObject::connect(&client_, &BackendClient::lost, &client_, [&] { ++deaths; });
  const auto ask = [this] { client_.request(QStringLiteral("open"), OpenRequest{"sample", {}}); };
  QObject::connect(&client_, &BackendClient::restarted, &client_, ask);
  ask();
  ASSERT_TRUE(wait_until([&] { return client_.state() == BackendProcess::State::failed; }, 20'000));
  EXPECT_EQ(deaths, BackendProcess::restart_limit + 1);
  EXPECT_FALSE(client_.trouble().what.empty());
  // A request now fails instead of waiting for ever.
  bool failed = false;
  Job* job = client_.request(QStringLiteral("devices"), nlohmann::json::object());
  QObject::connect(job, &Job::failed, job, [&] { failed = true; });
  EXPECT_TRUE(wait_until([&] { return failed; }));
}

TEST_F(BackendClientTest, AnotherProtocolVersionIsRefusedClearly) {
  const StandInOrders orders("version=2");
  const Error error = start_in_vain();
  EXPECT_NE(error.what.find("version 2"), std::string::npos) << error.what;
  EXPECT_NE(error.what.find("version 1"), std::string::npos) << error.what;
  EXPECT_FALSE(error.hint.empty());
}

TEST_F(BackendClientTest, GarbageInsteadOfFramesIsRefusedClearly) {
  const StandInOrders orders("garbage");
  const Error error = start_in_vain();
  EXPECT_NE(error.what.find("not a frame"), std::string::npos) << error.what;
}

TEST_F(BackendClientTest, AMissingProgramIsSaidClearly) {
  client_.start({QStringLiteral("/nowhere/rotor"), QStringLiteral("serve")});
  ASSERT_TRUE(wait_until([this] { return client_.state() == BackendProcess::State::failed; }));
  EXPECT_NE(client_.trouble().what.find("could not be started"), std::string::npos);
  EXPECT_NE(client_.trouble().where.find("/nowhere/rotor"), std::string::npos);
}

TEST_F(BackendClientTest, AnotherBackendCanBeChosen) {
  start();
  const qint64 first = client_.process_id();
  const QSignalSpy restarted(&client_, &BackendClient::restarted);
  client_.start(stand_in_command());
  ASSERT_TRUE(wait_until([&] { return restarted.count() == 1; }));
  EXPECT_NE(client_.process_id(), first);
  // The first one was asked to end, and did.
  EXPECT_TRUE(wait_until([&] { return kill(static_cast<pid_t>(first), 0) != 0; }, 5000));
}

}  // namespace
}  // namespace rotorscope
