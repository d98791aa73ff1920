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

TEST(RotorCommand, ATargetsGridIsSpelledOut) {
  ExportRequest request;
  request.model = "sample";
  request.target = "gguf";
  request.out = "m.gguf";
  request.quant.target = "gguf";
  request.quant.gguf_type = "Q4_0";
  request.quant.w_bits = 4;
  request.quant.w_group = 32;
  request.quant.w_method = "gptq";
  EXPECT_EQ(export_command(request, {}).toStdString(),
            "rotor export sample --target gguf --gguf-type Q4_0 --w-bits 4 --w-method gptq --w-group 32 --out m.gguf");
  request.target = request.quant.target = "compressed-tensors";
  request.quant = {};
  request.quant.w_bits = request.quant.a_bits = 8;
  EXPECT_EQ(export_command(request, {}).toStdString(),
            "rotor export sample --target compressed-tensors --w-bits 8 --a-bits 8 --weights-dtype bf16 --out m.gguf");
}

}  // namespace
}  // namespace rotorscope
