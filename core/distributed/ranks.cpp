#include "core/distributed/ranks.h"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>

#ifdef ROTORSCOPE_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace rotorscope {
namespace {

Result<int> number_in(const char* name, int fallback, int least) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return fallback;
  int value = 0;
  const char* end = text + std::strlen(text);
  const auto [at, error] = std::from_chars(text, end, value);
  if (error != std::errc{} || at != end || value < least) {
    return fail("\"" + std::string(text) + "\" is not a number of processes", name,
                "start rotor with torchrun --no-python, or unset it");
  }
  return value;
}

#ifdef ROTORSCOPE_GLOO

constexpr std::chrono::minutes patience_at_start{2};
/// A rank may compute this long between two sums; one that died is noticed at once, by its closed connection.
constexpr std::chrono::minutes patience_between{30};

std::string text_of(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

class GlooRanks final : public Ranks {
 public:
  GlooRanks(RankPlace place, c10::intrusive_ptr<c10d::ProcessGroupGloo> group)
      : Ranks(place), group_(std::move(group)) {}

  void sum(at::Tensor& values) override {
    std::vector<at::Tensor> tensors{values};
    try {
      group_->allreduce(tensors)->wait();
    } catch (const std::exception& error) {
      std::string reason = error.what();
      reason.resize(std::min(reason.size(), reason.find('\n')));
      throw LostRank(reason);
    }
    values = tensors[0];
  }

 private:
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

/// torchrun's agent keeps the store; without an agent the first rank does.
c10::intrusive_ptr<c10d::Store> meet(const RankPlace& place, const std::string& host, std::uint16_t port) {
  c10d::TCPStoreOptions options;
  options.port = port;
  const bool agent_has_it = text_of("TORCHELASTIC_USE_AGENT_STORE") == "True";
  options.isServer = place.rank == 0 && !agent_has_it;
  if (!agent_has_it) options.numWorkers = static_cast<std::size_t>(place.size);
  options.timeout = patience_at_start;
  auto store = c10::make_intrusive<c10d::TCPStore>(host, options);
  // After a restart, keys of the attempt before must not be met again.
  const std::string attempt = text_of("TORCHELASTIC_RESTART_COUNT");
  return c10::make_intrusive<c10d::PrefixStore>("rotorscope/attempt_" + (attempt.empty() ? "0" : attempt), store);
}

Result<std::shared_ptr<Ranks>> join_gloo(const RankPlace& place) {
  const std::string host = text_of("MASTER_ADDR");
  ROTOR_TRY(const int port, number_in("MASTER_PORT", 0, 1));
  if (host.empty() || port == 0 || port > 65535) {
    return fail("the other " + std::to_string(place.size - 1) + " processes cannot be found",
                "MASTER_ADDR, MASTER_PORT", "start rotor with torchrun --no-python, which sets them");
  }
  try {
    auto options = c10d::ProcessGroupGloo::Options::create(patience_between);
    // As torch.distributed does; without it the network that this machine's name belongs to.
    const std::string interface = text_of("GLOO_SOCKET_IFNAME");
    options->devices.push_back(interface.empty() ? c10d::ProcessGroupGloo::createDefaultDevice()
                                                 : c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    auto group = c10::make_intrusive<c10d::ProcessGroupGloo>(meet(place, host, static_cast<std::uint16_t>(port)),
                                                             place.rank, place.size, options);
    return std::make_shared<GlooRanks>(place, std::move(group));
  } catch (const std::exception& error) {
    std::string reason = error.what();
    reason.resize(std::min(reason.size(), reason.find('\n')));
    return fail("rank " + std::to_string(place.rank) + " of " + std::to_string(place.size) +
                    " did not meet the others: " + reason,
                host + ":" + std::to_string(port), "see that all processes run and reach this address");
  }
}

#else

Result<std::shared_ptr<Ranks>> join_gloo(const RankPlace& place) {
  return fail("this rotor was built without Gloo and runs alone, not as one of " + std::to_string(place.size),
              "WORLD_SIZE", "install libgloo-dev (scripts/setup.sh does) and build again");
}

#endif

}  // namespace

Result<RankPlace> rank_place() {
  RankPlace place;
  ROTOR_TRY(place.size, number_in("WORLD_SIZE", 1, 1));
  ROTOR_TRY(place.rank, number_in("RANK", 0, 0));
  ROTOR_TRY(place.local_rank, number_in("LOCAL_RANK", place.rank, 0));
  ROTOR_TRY(place.local_size, number_in("LOCAL_WORLD_SIZE", place.size, 1));
  if (place.rank >= place.size) {
    return fail("rank " + std::to_string(place.rank) + " of " + std::to_string(place.size) + " processes", "RANK",
                "ranks count from 0");
  }
  return place;
}

Result<std::shared_ptr<Ranks>> Ranks::join() {
  ROTOR_TRY(const RankPlace place, rank_place());
  if (place.size == 1) return std::shared_ptr<Ranks>();
  return join_gloo(place);
}

}  // namespace rotorscope
