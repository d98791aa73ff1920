#include "core/base/mapped_watch.h"

#include "core/base/mapped_registry.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigaction is POSIX's
#include <sys/stat.h>
#include <unistd.h>

namespace rotorscope {
namespace {

constexpr std::size_t most_mappings = 4096;

struct Mapping {
  std::uintptr_t begin = 0;
  std::size_t size = 0;
  std::string path;
  struct stat opened {};
};

/// Slots are written under the mutex and read by the signal handler without it; what a slot pointed to is never freed
/// while the handler could look (there is no second chance after SIGBUS: the program ends).
std::array<std::atomic<const Mapping*>, most_mappings> slots{};
std::mutex slots_mutex;

bool same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

void say(const char* text, std::size_t size) {
  if (::write(STDERR_FILENO, text, size) < 0) ::_exit(1);  // nothing else could be done about it
}

/// Only what may be called in a signal handler.
void on_bus_error(int number, siginfo_t* info, void*) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (const auto& slot : slots) {
    const Mapping* mapping = slot.load(std::memory_order_acquire);
    if (mapping == nullptr || address < mapping->begin || address - mapping->begin >= mapping->size) continue;
    constexpr char before[] = "rotor: ";
    constexpr char after[] =
        ": was cut or lost its disk while it was in use (leave model files alone while they are open; open it "
        "again)\n";
    say(before, sizeof before - 1);
    say(mapping->path.data(), mapping->path.size());
    say(after, sizeof after - 1);
    ::_exit(1);
  }
  ::signal(number, SIG_DFL);  // not ours: the instruction is tried again and ends the program
}

}  // namespace

void mapped_registry::add(const void* begin, std::size_t size, const std::filesystem::path& path,
                          const struct stat& opened) {
  const std::lock_guard lock(slots_mutex);
  const auto free = std::ranges::find_if(slots, [](const auto& slot) { return slot.load() == nullptr; });
  if (free == slots.end()) return;
  free->store(new Mapping{reinterpret_cast<std::uintptr_t>(begin), size, path.string(), opened},
              std::memory_order_release);
}

void mapped_registry::remove(const void* begin) {
  const std::lock_guard lock(slots_mutex);
  for (auto& slot : slots) {
    const Mapping* mapping = slot.load();
    if (mapping == nullptr || mapping->begin != reinterpret_cast<std::uintptr_t>(begin)) continue;
    slot.store(nullptr);
    delete mapping;
    return;
  }
}

Status check_unchanged(std::span<const std::filesystem::path> files) {
  for (const auto& file : files) {
    const std::string path = file.string();
    struct stat now {};
    const bool there = ::stat(path.c_str(), &now) == 0;
    bool known = false;
    bool unchanged = false;
    const std::lock_guard lock(slots_mutex);
    for (const auto& slot : slots) {
      const Mapping* mapping = slot.load();
      if (mapping == nullptr || mapping->path != path) continue;
      known = true;
      // Of several mappings of a path an older one may be of an older file.
      unchanged = unchanged || (there && same(mapping->opened, now));
    }
    if (!known || unchanged) continue;
    return fail("was changed or removed while it was in use", path,
                "leave model files alone while they are open, and start again");
  }
  return {};
}

void explain_cut_files() {
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace rotorscope
