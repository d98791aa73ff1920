#include "app/session/rotor_command.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(RotorCommand, NamesWhatDiffersFromTheDefault) {
  ExportRequest request;
  request.model = "/models/my model.gguf";
  request.rotation.source = "hadamard";
  request.rotation.seed = 3;
  request.rotation.r4 = "off";
  request.out = "out";
  request.verify = true;
  EXPECT_EQ(export_command(request, {}).toStdString(),
            "rotor export '/models/my model.gguf' --target hf --rotation hadamard --seed 3 --r4 off "
            "--weights-dtype bf16 --out out --verify");
}

TEST(RotorCommand, ALearnedRotationIsNamedByItsProject) {
  ExportRequest request;
  request.model = "sample";
  request.target = "rotations";
  request.rotation.source = "learned";
  request.out = "r.safetensors";
  EXPECT_EQ(export_command(request, QStringLiteral("p.h5")).toStdString(),
            "rotor export sample --target rotations --rotation p.h5 --out r.safetensors");
}

}  // namespace
}  // namespace rotorscope
