// A small backend for the window's tests: it speaks the protocol and answers with made-up figures. What it does wrong
// is told by the environment variable ROTOR_STAND_IN, words separated by commas:
//   version=2       greets with another protocol version
//   garbage         writes something that is no frame
//   mute            never greets
//   die_at=NAME     kills itself when the operation is asked for
//   fail=NAME       answers the operation with an error
//   slow=MS         milliseconds of each step of a job (default 5)
#include "core/protocol/operations.h"
#include "tests/app/stand_in_data.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;

std::map<std::string, std::string> read_orders() {
  std::map<std::string, std::string> orders;
  const char* text = std::getenv("ROTOR_STAND_IN");
  std::istringstream words(text == nullptr ? "" : text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto equals = word.find('=');
    orders[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  return orders;
}

class StandIn {
 public:
  StandIn() : orders_(read_orders()) {
    if (orders_.contains("slow")) step_ = std::chrono::milliseconds(std::stoi(orders_["slow"]));
  }

  int run() {
    if (orders_.contains("garbage")) {
      std::fputs("hello, this is a shell's greeting and no frame\n", stdout);
      std::fflush(stdout);
    }
    std::thread worker([this] { work(); });
    std::thread status([this] { report_memory(); });
    FrameReader reader;
    std::array<char, 65536> buffer{};
    bool open = true;
    while (open) {
      const ssize_t size = read(STDIN_FILENO, buffer.data(), buffer.size());
      if (size <= 0) break;
      reader.feed(buffer.data(), static_cast<std::size_t>(size));
      while (open) {
        auto message = reader.next();
        if (!message || !*message) break;
        open = take(**message);
      }
    }
    ending_ = true;
    wake_.notify_all();
    worker.join();
    status.join();
    return 0;
  }

 private:
  void send(const json& message) {
    const std::lock_guard lock(output_);
    const std::string frame = encode_frame(message);
    std::fwrite(frame.data(), 1, frame.size(), stdout);
    std::fflush(stdout);
  }
  void answer(std::int64_t id, const json& body) { send({{"type", "result"}, {"id", id}, {"body", body}}); }
  void refuse(std::int64_t id, const std::string& what, bool cancelled = false) {
    send({{"type", "error"},
          {"id", id},
          {"what", what},
          {"where", "stand-in"},
          {"hint", "try the next thing"},
          {"cancelled", cancelled}});
  }

  bool take(const json& message) {
    const std::string type = message.value("type", "");
    if (type == "shutdown") return false;
    if (type == "hello") {
      if (orders_.contains("mute")) return true;
      const int version = orders_.contains("version") ? std::stoi(orders_["version"]) : protocol_version;
      DeviceInfo cpu{"cpu", "Test processor", 24LL << 30U, 20LL << 30U, 2, "", true, ""};
      send({{"type", "hello"},
            {"protocol", version},
            {"program", "0.1.0"},
            {"devices", {cpu}},
            {"devices_complete", !orders_.contains("gpu")},
            {"process", getpid()}});
      return true;
    }
    const auto id = message.value("id", std::int64_t{0});
    const std::lock_guard lock(mutex_);
    if (type == "cancel") cancelled_.insert(id);
    if (type == "pause") paused_.insert(id);
    if (type == "resume") paused_.erase(id);
    wake_.notify_all();
    if (type != "request") return true;
    const std::string operation = message.value("operation", "");
    if (orders_.contains("die_at") && orders_["die_at"] == operation) {
      std::fputs("stand-in: out of memory\n", stderr);
      std::raise(SIGKILL);
    }
    if (orders_.contains("fail") && orders_["fail"] == operation) {
      refuse(id, "the stand-in was told to fail");
      return true;
    }
    if (!answer_at_once(id, operation, message.at("body"))) waiting_.push_back({id, operation, message.at("body")});
    return true;
  }

  bool answer_at_once(std::int64_t id, const std::string& operation, const json& body) {
    if (operation == "site_view" || operation == "map") {
      if (!inspected_) {
        refuse(id, "nothing was inspected");
      } else if (operation == "map") {
        answer(id, stand_in_map(body.get<MapRequest>()));
      } else {
        answer(id, stand_in_view(body.get<SiteViewRequest>(), 1));
      }
      return true;
    }
    if (operation == "devices" && orders_.contains("gpu")) {
      const DeviceInfo cpu{"cpu", "Test processor", 24LL << 30U, 20LL << 30U, 2, "", true, ""};
      const DeviceInfo gpu{"cuda:0", "Test GPU", 80LL << 30U, 79LL << 30U, 0, "9.0", true, ""};
      const DeviceInfo old{"cuda:1", "Old GPU", 8LL << 30U, 0, 0, "7.5", false, "it is too old"};
      answer(id, DevicesOutcome{{cpu, gpu, old}});
      return true;
    }
    if (operation == "read_project") {
      // Another program learns: each look finds three steps more, the fourth the end.
      ProjectContents contents = stand_in_contents(body.get<ProjectRequest>().path);
      LearnRun run;
      run.name = "run 2";
      run.request.steps = 12;
      run.finished = ++reads_ >= 4;
      for (int at = 1; at <= std::min(3 * reads_, 12); ++at) run.steps.push_back(stand_in_step(at, 12));
      contents.runs.push_back(run);
      if (run.finished) contents.rotations.push_back("learned");
      answer(id, contents);
      return true;
    }
    if (operation == "watch") {
      watched_ = body.get<SiteViewRequest>();
      answer(id, json::object());
      return true;
    }
    return false;
  }

  struct Asked {
    std::int64_t id;
    std::string operation;
    json body;
  };

  void work() {
    while (true) {
      Asked asked;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (ending_) return;
        asked = waiting_.front();
        waiting_.pop_front();
      }
      do_job(asked);
    }
  }

  /// One step of a job; false if it was cancelled.
  bool step(const Asked& asked, int done, int total, const std::string& activity) {
    send({{"type", "progress"},
          {"id", asked.id},
          {"done", done},
          {"total", total},
          {"activity", activity},
          {"seconds_left", -1.0}});
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, step_, [&] { return ending_ || cancelled_.contains(asked.id); });
    wake_.wait(lock, [&] { return ending_ || cancelled_.contains(asked.id) || !paused_.contains(asked.id); });
    return !ending_ && !cancelled_.contains(asked.id);
  }

  void do_job(const Asked& asked) {
    const auto& [id, operation, body] = asked;
    if (operation == "open") {
      const auto request = body.get<OpenRequest>();
      if (request.model.find("missing") != std::string::npos) return refuse(id, "there is no such file");
      inspected_ = false;
      answer(id, stand_in_model(request.model));
    } else if (operation == "open_project" || operation == "save_project") {
      const ProjectContents contents = stand_in_contents(body.get<ProjectRequest>().path);
      inspected_ = true;
      answer(id, contents);
    } else if (operation == "inspect") {
      const auto request = body.get<InspectRequest>();
      for (int layer = 0; layer < 10; ++layer) {
        if (!step(asked, layer, 10, "Layer " + std::to_string(layer))) return refuse(id, "cancelled", true);
      }
      inspected_ = true;
      answer(id, stand_in_inspection(request));
    } else if (operation == "rotate") {
      RotateOutcome outcome{body.get<RotateRequest>().rotation.source, "R1 576 = Paley II 36 × 2^4", 3.1e-6, 1e-3,
                            true};
      answer(id, outcome);
    } else if (operation == "learn") {
      learn(asked);
    } else if (operation == "eval") {
      evaluate(asked);
    } else if (operation == "sweep") {
      sweep(asked);
    } else if (operation == "sensitivity") {
      SensitivityOutcome outcome{30.2, {{"down_in", 4, 90, 1.1}, {"w", 4, 33, 0.1}, {"k", 4, 31, 0.02}}, 1};
      for (const auto& row : outcome.rows) {
        send({{"type", "partial"}, {"id", id}, {"kind", "sensitivity_row"}, {"body", row}});
        if (!step(asked, 1, 3, row.name)) return refuse(id, "cancelled", true);
      }
      answer(id, outcome);
    } else if (operation == "ablate") {
      AblationOutcome outcome;
      for (int parts = 0; parts < 16; ++parts) {
        outcome.rows.push_back({(parts & 8) != 0, (parts & 4) != 0, (parts & 2) != 0, (parts & 1) != 0, 900.0 - parts});
      }
      answer(id, outcome);
    } else if (operation == "export") {
      const auto request = body.get<ExportRequest>();
      ExportOutcome outcome{{{request.out + "/model.safetensors", 270'000'000}},
                            270'000'000,
                            3.1e-6,
                            request.verify,
                            {30.23, 30.22},
                            2.5};
      if (!step(asked, 1, 2, "Writing")) return refuse(id, "cancelled", true);
      answer(id, outcome);
    } else {
      refuse(id, "there is no operation '" + operation + "'");
    }
  }

  void learn(const Asked& asked) {
    const auto request = asked.body.get<LearnRequest>();
    LearnOutcome outcome;
    outcome.run = "run 1";
    for (int at = 1; at <= request.steps; ++at) {
      if (!step(asked, at, request.steps, "Learning")) return refuse(asked.id, "cancelled", true);
      const LearnStep made = stand_in_step(at, request.steps);
      send({{"type", "partial"}, {"id", asked.id}, {"kind", "learn_step"}, {"body", made}});
      const std::lock_guard lock(mutex_);
      if (!watched_.rotations.empty()) {
        const auto view = stand_in_view(watched_, static_cast<double>(at) / request.steps);
        send({{"type", "partial"}, {"id", asked.id}, {"kind", "site_view"}, {"body", view}});
      }
      outcome.losses.push_back(made.loss);
    }
    outcome.steps = request.steps;
    answer(asked.id, outcome);
  }

  void evaluate(const Asked& asked) {
    const auto request = asked.body.get<EvalRequest>();
    const int windows = request.windows == 0 ? 8 : request.windows;
    const double perplexity = stand_in_perplexity(request);
    for (int at = 1; at <= windows; ++at) {
      if (!step(asked, at, windows, "Window " + std::to_string(at))) return refuse(asked.id, "cancelled", true);
      send({{"type", "partial"},
            {"id", asked.id},
            {"kind", "eval_partial"},
            {"body", EvalPartial{at, windows, perplexity + 1.0 / at, 0.4}}});
    }
    EvalOutcome outcome;
    outcome.perplexity = perplexity;
    outcome.standard_error = 0.4;
    outcome.tokens = std::int64_t{windows} * request.seq_len;
    outcome.seconds = 1.5;
    answer(asked.id, outcome);
  }

  void sweep(const Asked& asked) {
    const auto request = asked.body.get<SweepRequest>();
    SweepOutcome outcome;
    outcome.kind = request.kind;
    for (int seed = 0; seed < request.seeds; ++seed) {
      if (!step(asked, seed, request.seeds, "Seed " + std::to_string(seed))) return refuse(asked.id, "cancelled", true);
      const SweepSeed made{seed, 50.0 + seed * 7 % 5};
      send({{"type", "partial"}, {"id", asked.id}, {"kind", "sweep_seed"}, {"body", made}});
      outcome.perplexities.push_back(made.perplexity);
    }
    answer(asked.id, outcome);
  }

  void report_memory() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
      send({{"type", "status"}, {"memory_bytes", 966'000'000}, {"memory_total_bytes", 24LL << 30U}});
      wake_.wait_for(lock, std::chrono::seconds(1), [this] { return ending_.load(); });
    }
  }

  std::map<std::string, std::string> orders_;
  std::chrono::milliseconds step_{5};
  std::mutex mutex_, output_;
  std::condition_variable wake_;
  std::deque<Asked> waiting_;
  std::set<std::int64_t> cancelled_, paused_;
  SiteViewRequest watched_;
  int reads_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<bool> inspected_ = false;
};

}  // namespace
}  // namespace rotorscope

int main() { return rotorscope::StandIn().run(); }
