#include "app/backend/frame_worker.h"

namespace rotorscope {

void FrameWorker::feed(int run, const QByteArray& bytes) {
  if (run != run_) {
    run_ = run;
    broken_ = false;
    reader_ = FrameReader();
  }
  if (broken_) return;
  reader_.feed(bytes.constData(), static_cast<std::size_t>(bytes.size()));
  while (true) {
    auto message = reader_.next();
    if (!message) {
      broken_ = true;
      emit broken(run, message.error());
      return;
    }
    if (!message->has_value()) return;
    emit parsed(run, std::make_shared<const nlohmann::json>(std::move(**message)));
  }
}

void FrameWorker::end(int run) { emit ended(run); }

}  // namespace rotorscope
