#include "core/service/serve.h"

#include "core/pipeline/operations.h"
#include "core/pipeline/project_io.h"
#include "core/service/frame_writer.h"
#include "core/service/job_reporter.h"
#include "core/service/job_runner.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <fstream>
#include <functional>
#include <map>
#include <new>
#include <string>

#include <unistd.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using Operation = std::function<Result<json>(const json& body, Reporter& report, const std::stop_token& stop)>;

std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  statm >> total >> resident;
  return resident * sysconf(_SC_PAGE_SIZE);
}

/// An operation of the pipeline as a function of JSON.
template <class Request, class Outcome>
Operation wrap(Workspace& workspace, const char* name,
               Result<Outcome> (*operation)(Workspace&, const Request&, Reporter&, const std::stop_token&)) {
  return
      [&workspace, name, operation](const json& body, Reporter& report, const std::stop_token& stop) -> Result<json> {
        ROTOR_TRY(const Request request, decode<Request>(body, name));
        ROTOR_TRY(const Outcome outcome, operation(workspace, request, report, stop));
        return json(outcome);
      };
}

template <class Request, class Outcome>
Operation wrap_query(Workspace& workspace, const char* name, Result<Outcome> (*operation)(Workspace&, const Request&)) {
  return [&workspace, name, operation](const json& body, Reporter&, const std::stop_token&) -> Result<json> {
    ROTOR_TRY(const Request request, decode<Request>(body, name));
    ROTOR_TRY(const Outcome outcome, operation(workspace, request));
    return json(outcome);
  };
}

/// Learning, after a look at the GPUs: libtorch decides at a process's first backward pass, for good, whether there is
/// CUDA. A run on the CPU must not come before CUDA is loaded, or no later job could use a GPU.
Operation wrap_learning(Workspace& workspace) {
  return [learning = wrap(workspace, "learn", &learn)](const json& body, Reporter& report,
                                                       const std::stop_token& stop) -> Result<json> {
    static_cast<void>(devices());
    return learning(body, report, stop);
  };
}

class Server {
 public:
  explicit Server(int output) : writer_(output) {
    jobs_operations_ = {
        {"open", wrap(workspace_, "open", &open_model)},
        {"inspect", wrap(workspace_, "inspect", &inspect)},
        {"rotate", wrap(workspace_, "rotate", &rotate)},
        {"learn", wrap_learning(workspace_)},
        {"eval", wrap(workspace_, "eval", &evaluate)},
        {"sweep", wrap(workspace_, "sweep", &sweep)},
        {"sensitivity", wrap(workspace_, "sensitivity", &sensitivity)},
        {"ablate", wrap(workspace_, "ablate", &ablate)},
        {"compare", wrap(workspace_, "compare", &compare)},
        {"export", wrap(workspace_, "export", &export_model)},
        {"open_project", wrap_query(workspace_, "open_project", &open_project)},
        {"save_project", wrap_query(workspace_, "save_project", &save_project)},
    };
    queries_operations_ = {
        {"site_view", wrap_query(workspace_, "site_view", &site_view)},
        {"map", wrap_query(workspace_, "map", &map)},
        {"read_project", wrap_query(workspace_, "read_project", &read_project)},
        {"devices", [](const json&, Reporter&, const std::stop_token&) -> Result<json> { return json(devices()); }},
        {"watch",
         [this](const json& body, Reporter&, const std::stop_token&) -> Result<json> {
           ROTOR_TRY(SiteViewRequest request, decode<SiteViewRequest>(body, "watch"));
           workspace_.watch(std::move(request));
           return json::object();
         }},
    };
    json hello = {
        {"type", "hello"}, {"protocol", protocol_version}, {"program", ROTORSCOPE_VERSION}, {"process", getpid()}};
    // Looking at a GPU takes half a second the first time; the window asks once it is on the screen.
    bool complete = true;
    hello["devices"] = json(devices_at_once(complete))["devices"];
    hello["devices_complete"] = complete;
    writer_.write(hello);
  }

  /// False when the window asked to end.
  bool handle(const json& message) {
    const std::string type = message.value("type", "");
    if (type == "shutdown") return false;
    if (type == "hello") return greet(message);
    const auto id = message.value("id", std::int64_t{-1});
    if (type == "request") {
      start(id, message.value("operation", ""), message.value("body", json::object()));
    } else if (const auto control = jobs_.find(id)) {
      if (type == "cancel") control->cancel();
      if (type == "pause") control->pause();
      if (type == "resume") control->resume();
    }
    return true;
  }

  void send_status() {
    writer_.write({{"type", "status"}, {"memory_bytes", resident_bytes()}, {"memory_total_bytes", total_bytes_}});
  }

 private:
  bool greet(const json& message) {
    if (message.value("protocol", 0) == protocol_version) return true;
    send_error(-1, Error{"the window speaks another version of the protocol", "backend connection",
                         "use a window and a backend of the same version"});
    return false;
  }

  void start(std::int64_t id, const std::string& name, const json& body) {
    const bool is_query = queries_operations_.contains(name);
    if (!is_query && !jobs_operations_.contains(name)) {
      send_error(id, Error{"there is no operation \"" + name + "\"", "backend",
                           "use a window and a backend of the same version"});
      return;
    }
    const Operation& operation = is_query ? queries_operations_.at(name) : jobs_operations_.at(name);
    (is_query ? queries_ : jobs_).add(id, [this, id, body, &operation](const std::shared_ptr<JobControl>& control) {
      JobReporter report(writer_, id, control);
      // Operations return their errors; memory may also end while their results are packed.
      try {
        const auto outcome = operation(body, report, control->token());
        report.finish();
        if (outcome) {
          writer_.write({{"type", "result"}, {"id", id}, {"body", *outcome}});
        } else {
          send_error(id, outcome.error());
        }
      } catch (const std::bad_alloc&) {
        send_error(id, Error{"there is not enough memory", "backend", "close other programs, or ask for less"});
      } catch (const std::exception& problem) {
        send_error(id, Error{problem.what(), "backend", "please report how it came to this"});
      }
    });
  }

  void send_error(std::int64_t id, const Error& error) {
    writer_.write({{"type", "error"},
                   {"id", id},
                   {"what", error.what},
                   {"where", error.where},
                   {"hint", error.hint},
                   {"cancelled", error.cancelled}});
  }

  FrameWriter writer_;
  Workspace workspace_;
  std::map<std::string, Operation> jobs_operations_, queries_operations_;
  std::int64_t total_bytes_ = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  JobRunner queries_, jobs_;  // last: their threads end before what they use
};

}  // namespace

int serve(int input, int output) {
  Server server(output);
  // Says each second how much memory is in use, until the loop below ends.
  std::mutex mutex;
  std::condition_variable_any ended;
  const std::jthread status([&](const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      server.send_status();
      ended.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
    }
  });
  FrameReader reader;
  std::string buffer(1 << 16, '\0');
  while (true) {
    const ssize_t count = ::read(input, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    reader.feed(buffer.data(), static_cast<std::size_t>(count));
    while (true) {
      const auto message = reader.next();
      if (!message) return 1;
      if (!*message) break;
      try {
        if (!server.handle(**message)) return 0;
      } catch (const nlohmann::json::exception&) {
        return 1;  // a frame whose fields have other types: not the window's protocol
      }
    }
  }
}

}  // namespace rotorscope
