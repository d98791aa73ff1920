#include "app/backend/latest_query.h"

#include "app/backend/backend_client.h"
#include "core/protocol/operations.h"
#include "tests/app/window_test.h"

namespace rotorscope {
namespace {

TEST(LatestQuery, OfManyQuestionsOnlyTheFirstAndTheLastAreAsked) {
  BackendClient client;
  client.start(stand_in_command());
  bool inspected = false;
  Job* inspect = client.request(QStringLiteral("inspect"), InspectRequest());
  QObject::connect(inspect, &Job::finished, inspect, [&] { inspected = true; });
  ASSERT_TRUE(wait_until([&] { return inspected; }));

  LatestQuery query(client, QStringLiteral("map"), nullptr);
  std::vector<int> layers;
  QObject::connect(&query, &LatestQuery::answered, &query,
                   [&](const JsonPointer& body) { layers.push_back(body->get<Map>().layer); });
  for (int layer = 0; layer < 20; ++layer) {
    MapRequest request;
    request.layer = layer;
    query.ask(request);
  }
  ASSERT_TRUE(wait_until([&] { return !layers.empty() && layers.back() == 19 && !query.busy(); }));
  EXPECT_EQ(layers, (std::vector<int>{0, 19}));
}

TEST(LatestQuery, AForgottenQuestionIsNotAnswered) {
  BackendClient client;
  client.start(stand_in_command());
  LatestQuery query(client, QStringLiteral("map"), nullptr);
  int told = 0;
  QObject::connect(&query, &LatestQuery::answered, &query, [&] { ++told; });
  QObject::connect(&query, &LatestQuery::failed, &query, [&] { ++told; });
  query.ask(MapRequest());
  query.forget();
  ASSERT_TRUE(wait_until([&] { return client.is_idle(); }));
  EXPECT_EQ(told, 0);
}

}  // namespace
}  // namespace rotorscope
