// The serve loop over two pipes, as the window talks to it.
#include "core/service/serve.h"
#include "tests/pipeline/tiny_workspace.h"

#include <thread>

#include <gmock/gmock.h>
#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing::tiny_model;

/// A backend in a thread and the window's ends of its pipes.
class Backend {
 public:
  Backend() {
    int in[2];
    int out[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0) throw std::runtime_error("no pipe");
    to_ = in[1];
    from_ = out[0];
    thread_ = std::thread([this, input = in[0], output = out[1]] {
      exit_code_ = serve(input, output);
      ::close(input);
      ::close(output);
    });
  }
  ~Backend() {
    ::close(to_);
    if (thread_.joinable()) thread_.join();
    ::close(from_);
  }
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  void send_bytes(const std::string& bytes) const {
    ASSERT_EQ(::write(to_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void send(const json& message) const { send_bytes(encode_frame(message)); }
  void request(int id, const std::string& operation, const json& body) const {
    send({{"type", "request"}, {"id", id}, {"operation", operation}, {"body", body}});
  }
  /// The next message of one of these types for this id (−1: any); an empty object at the end.
  json next(std::initializer_list<const char*> types, int id = -1) {
    char buffer[4096];
    while (true) {
      while (true) {
        const auto message = reader_.next();
        if (!message || !*message) break;
        const json& m = **message;
        const bool wanted = std::any_of(types.begin(), types.end(), [&](const char* t) { return m.at("type") == t; });
        if (wanted && (id < 0 || m.value("id", -1) == id)) return m;
      }
      const ssize_t count = ::read(from_, buffer, sizeof buffer);
      if (count <= 0) return json::object();
      reader_.feed(buffer, static_cast<std::size_t>(count));
    }
  }
  int joined() {
    thread_.join();
    return exit_code_;
  }

 private:
  int to_ = -1, from_ = -1;
  int exit_code_ = -1;
  std::thread thread_;
  FrameReader reader_;
};

class Serving : public testing::TinyWorkspace {
 protected:
  void SetUp() override {
    TinyWorkspace::SetUp();
    if (IsSkipped()) return;
    learn_.model = tiny_model();
    learn_.text = text_;
    learn_.steps = 100000;
    learn_.seq_len = 64;
    learn_.batch = 1;
  }
  LearnRequest learn_;
};

TEST_F(Serving, GreetsOpensInspectsAndEnds) {
  Backend backend;
  const json hello = backend.next({"hello"});
  EXPECT_EQ(hello.at("protocol"), protocol_version);
  EXPECT_FALSE(hello.at("devices").empty());
  backend.send({{"type", "hello"}, {"protocol", protocol_version}});
  backend.request(1, "open", {{"model", tiny_model()}});
  const json opened = backend.next({"result", "error"}, 1);
  ASSERT_EQ(opened.at("type"), "result") << opened.dump();
  EXPECT_EQ(opened.at("body").get<ModelInfo>().layers, 3);
  InspectRequest inspect_request;
  inspect_request.model = tiny_model();
  inspect_request.text = text_;
  inspect_request.tokens = 64;
  backend.request(2, "inspect", inspect_request);
  EXPECT_EQ(backend.next({"progress"}, 2).at("id"), 2);
  const json inspected = backend.next({"result", "error"}, 2);
  ASSERT_EQ(inspected.at("type"), "result") << inspected.dump();
  EXPECT_EQ(inspected.at("body").get<InspectOutcome>().tokens, 64);
  backend.request(3, "site_view", json(SiteViewRequest{}));
  EXPECT_EQ(backend.next({"result", "error"}, 3).at("type"), "result");
  EXPECT_GT(backend.next({"status"}).at("memory_bytes").get<std::int64_t>(), 0);
  backend.send({{"type", "shutdown"}});
  EXPECT_EQ(backend.joined(), 0);
}

TEST_F(Serving, ErrorsCarryTheIdOfTheirRequest) {
  Backend backend;
  backend.request(7, "fly", json::object());
  EXPECT_THAT(backend.next({"error"}, 7).at("what"), HasSubstr("fly"));
  backend.request(8, "open", {{"model", 5}});
  EXPECT_THAT(backend.next({"error"}, 8).at("what"), HasSubstr("does not fit"));
  backend.request(9, "open", {{"model", path("none")}});
  EXPECT_FALSE(backend.next({"error"}, 9).at("cancelled"));
}

TEST_F(Serving, AJobIsPausedResumedAndCancelled) {
  Backend backend;
  backend.request(1, "learn", learn_);
  EXPECT_EQ(backend.next({"partial"}, 1).at("kind"), "learn_step");
  backend.request(2, "devices", json::object());  // answered while the job runs
  EXPECT_EQ(backend.next({"result", "error"}, 2).at("type"), "result");
  backend.send({{"type", "pause"}, {"id", 1}});
  backend.send({{"type", "resume"}, {"id", 1}});
  EXPECT_EQ(backend.next({"partial"}, 1).at("kind"), "learn_step");
  backend.request(3, "open", {{"model", tiny_model()}});  // waits its turn
  backend.send({{"type", "cancel"}, {"id", 1}});
  EXPECT_TRUE(backend.next({"error", "result"}, 1).at("cancelled"));
  EXPECT_EQ(backend.next({"result", "error"}, 3).at("type"), "result");
}

TEST_F(Serving, EndsWithItsInputWhileAPausedJobWaits) {
  Backend backend;
  backend.request(1, "learn", learn_);
  backend.next({"partial"}, 1);
  backend.send({{"type", "pause"}, {"id", 1}});
  backend.send({{"type", "shutdown"}});
  EXPECT_EQ(backend.joined(), 0);
}

TEST_F(Serving, BytesThatAreNoFramesEndIt) {
  Backend backend;
  backend.send_bytes("Welcome to this machine\n");
  EXPECT_EQ(backend.joined(), 1);
}

TEST_F(Serving, AnotherVersionIsRefused) {
  Backend backend;
  backend.send({{"type", "hello"}, {"protocol", protocol_version + 1}});
  EXPECT_THAT(backend.next({"error"}).at("what"), HasSubstr("another version"));
  EXPECT_EQ(backend.joined(), 0);
}

}  // namespace
}  // namespace rotorscope
