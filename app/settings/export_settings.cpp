#include "app/settings/export_settings.h"

namespace rotorscope {

ExportSettings::ExportSettings()
    : target({QStringLiteral("export/target"),
              QObject::tr("Target"),
              QObject::tr("Who is to load the files."),
              {},
              {},
              true},
             QStringLiteral("hf"),
             {{QStringLiteral("hf"), QObject::tr("Hugging Face folder")},
              {QStringLiteral("compressed-tensors"), QObject::tr("compressed-tensors")},
              {QStringLiteral("gptq"), QObject::tr("GPTQ's layout")},
              {QStringLiteral("gguf"), QObject::tr("GGUF file")},
              {QStringLiteral("rotations"), QObject::tr("rotations alone")}}),
      dtype({QStringLiteral("export/dtype"),
             QObject::tr("Weights as"),
             QObject::tr("BF16 takes half the space; F32 keeps the merged weights exactly."),
             {},
             {},
             true},
            QStringLiteral("bf16"),
            {{QStringLiteral("bf16"), QObject::tr("BF16, 2 bytes a weight")},
             {QStringLiteral("f16"), QObject::tr("F16, 2 bytes a weight")},
             {QStringLiteral("f32"), QObject::tr("F32, 4 bytes a weight")}}),
      out({QStringLiteral("export/out"),
           QObject::tr("Write to"),
           QObject::tr("The folder or file that is written. A file that is there is replaced only when the new one "
                       "is complete."),
           {},
           QObject::tr("choose a place"),
           true},
          QString()),
      verify({QStringLiteral("export/verify"),
              QObject::tr("Reopen and measure what was written"),
              QObject::tr("Opens the written files as any other program would and compares their perplexity with the "
                          "original's."),
              {},
              {},
              true},
             true) {}

}  // namespace rotorscope
