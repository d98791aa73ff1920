#include "core/model/spill.h"

#include "core/base/mapped_file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>

#include <ATen/ATen.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/mman.h>
#include <unistd.h>

namespace rotorscope {
namespace {

constexpr std::size_t smallest = 4096;  ///< bytes; norm gains and biases are not worth a mapping
/// libtorch, its threads' buffers and the program itself.
constexpr std::int64_t program_bytes = std::int64_t{320} << 20;
/// Of logits (core/rotation/losses.cpp, core/eval), and what is made of them.
constexpr std::int64_t chunk_bytes = std::int64_t{192} << 20;

std::atomic<std::int64_t> limit{0};

std::string reason() { return std::generic_category().message(errno); }

std::string scratch_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/var/tmp";  // /tmp is memory on many machines
}

std::string mebibytes(std::int64_t bytes) { return std::to_string((bytes >> 20) + 1) + " MiB"; }

std::int64_t block_bytes(const ModelConfig& c) {
  const std::int64_t n = c.hidden_size;
  const std::int64_t heads = std::int64_t{c.attention_heads} + c.kv_heads;
  return 4 * (2 * n * heads * c.head_dim + 3 * n * c.intermediate_size);
}

}  // namespace

struct Spill::State {
  int descriptor = -1;
  std::string where;
  mutable std::mutex mutex;
  std::int64_t end = 0;
  std::int64_t used = 0;
  std::set<const void*> mappings;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (descriptor >= 0) ::close(descriptor);
  }

  void write(const char* data, std::size_t size, std::int64_t offset) const {
    while (size > 0) {
      const ssize_t written = ::pwrite(descriptor, data, size, offset);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        throw std::runtime_error("the weights do not fit on the disk under " + where + ": " + reason() +
                                 " (set TMPDIR to a folder with more room, or leave --memory out)");
      }
      data += written;
      size -= static_cast<std::size_t>(written);
      offset += written;
    }
  }

  void give_back(const void* at, std::size_t size, std::int64_t offset) {
    ::munmap(const_cast<void*>(at), size);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    // Not every file system can make holes; then the room comes back with the file.
    static_cast<void>(
        ::fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, static_cast<off_t>(size)));
    const std::lock_guard lock(mutex);
    mappings.erase(at);
    used -= static_cast<std::int64_t>(size);
  }
};

Result<std::shared_ptr<Spill>> Spill::create() {
  auto state = std::make_shared<State>();
  state->where = scratch_folder();
  state->descriptor = ::open(state->where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (state->descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
    std::string name = state->where + "/rotorscope-XXXXXX";  // a file system without O_TMPFILE
    state->descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (state->descriptor >= 0) ::unlink(name.c_str());
  }
  if (state->descriptor < 0) {
    return fail("a file for the weights cannot be made: " + reason(), state->where,
                "set TMPDIR to a folder that can be written to");
  }
  return std::shared_ptr<Spill>(new Spill(std::move(state)));
}

Spill::~Spill() = default;

at::Tensor Spill::keep(const at::Tensor& tensor) {
  if (!tensor.defined() || !tensor.is_cpu() || tensor.nbytes() < smallest) return tensor;
  if (tensor.is_contiguous() && holds(tensor.storage().data())) return tensor;
  const at::Tensor values = tensor.detach().contiguous();
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGE_SIZE));
  const std::size_t size = (values.nbytes() + page - 1) / page * page;
  std::int64_t offset = 0;
  {
    const std::lock_guard lock(state_->mutex);
    offset = state_->end;
    state_->end += static_cast<std::int64_t>(size);
  }
  state_->write(static_cast<const char*>(values.const_data_ptr()), values.nbytes(), offset);
  if (values.nbytes() < size) {
    static const std::string zeros(page, '\0');
    state_->write(zeros.data(), size - values.nbytes(), offset + static_cast<std::int64_t>(values.nbytes()));
  }
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, state_->descriptor, offset);
  if (at == MAP_FAILED) throw std::runtime_error("weights cannot be mapped from " + state_->where + ": " + reason());
  {
    const std::lock_guard lock(state_->mutex);
    state_->mappings.insert(at);
    state_->used += static_cast<std::int64_t>(size);
  }
  return at::from_blob(
      at, values.sizes(), [state = state_, size, offset](void* begin) { state->give_back(begin, size, offset); },
      values.options());
}

Block Spill::keep(Block made, const Block& source) {
  made.for_each_linear([this](const char*, Linear& linear) {
    linear.weight = keep(linear.weight);
    linear.bias = keep(linear.bias);
  });
  release(source);
  return made;
}

void Spill::release(const at::Tensor& tensor) const {
  if (!tensor.defined() || !tensor.has_storage()) return;
  const void* begin = tensor.storage().data();
  if (!holds(begin)) return;  // elsewhere the pages would be lost
  release_pages({static_cast<const std::byte*>(begin), tensor.storage().nbytes()});
}

void Spill::release(const Block& block) const {
  Block all = block;
  all.for_each_linear([this](const char*, Linear& linear) {
    release(linear.weight);
    release(linear.bias);
  });
}

bool Spill::holds(const void* begin) const {
  const std::lock_guard lock(state_->mutex);
  return state_->mappings.contains(begin);
}

std::int64_t Spill::bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->used;
}

void set_memory_limit(std::int64_t bytes) {
#ifdef __GLIBC__
  // Freed weights go back to the system at once, not to a heap that keeps them.
  if (bytes > 0) static_cast<void>(::mallopt(M_MMAP_THRESHOLD, 1 << 20));
#endif
  limit = bytes;
}

std::int64_t memory_limit() { return limit; }

Result<std::shared_ptr<Spill>> spill_for(const ModelConfig& config) {
  const std::int64_t most = limit;
  if (most <= 0) return std::shared_ptr<Spill>();
  const std::int64_t ends = 4 * std::int64_t{config.vocab_size} * config.hidden_size;
  const std::int64_t whole = config.layers * block_bytes(config) + 2 * ends;
  if (program_bytes + chunk_bytes + 2 * whole <= most) return std::shared_ptr<Spill>();
  ROTOR_CHECK(check_memory_limit(config, 0));
  return Spill::create();
}

Status check_memory_limit(const ModelConfig& config, std::int64_t extra) {
  const std::int64_t most = limit;
  const std::int64_t ends = 4 * std::int64_t{config.vocab_size} * config.hidden_size;
  // A block as it is read, as it is made, and the products' packed copies; or lm_head and its copy.
  const std::int64_t least = program_bytes + chunk_bytes + extra + std::max(3 * block_bytes(config), 2 * ends);
  if (most <= 0 || least <= most) return {};
  return fail("a block of this model and what it is computed with take " + mebibytes(least) +
                  ", more than the limit of " + mebibytes(most),
              "--memory", "give it at least so much");
}

}  // namespace rotorscope
