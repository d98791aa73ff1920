// Turns the backend's bytes into messages on a thread of its own, so that a large frame never holds up the window.
#pragma once

#include "app/backend/json_pointer.h"
#include "core/protocol/frame.h"

#include <QByteArray>
#include <QObject>

namespace rotorscope {

class FrameWorker : public QObject {
  Q_OBJECT

 public:
  /// Bytes of run number `run` of the backend; bytes of an older run are forgotten when a new one begins.
  void feed(int run, const QByteArray& bytes);
  /// No more bytes of this run; `ended` follows after all its messages.
  void end(int run);

 signals:
  void parsed(int run, rotorscope::JsonPointer message);
  void broken(int run, const rotorscope::Error& error);
  void ended(int run);

 private:
  int run_ = -1;
  bool broken_ = false;
  FrameReader reader_;
};

}  // namespace rotorscope
