#include "app/settings/quant_settings.h"

#include "app/settings/quant_presets.h"
#include "app/settings/rotation_settings.h"

#include <QSettings>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(QuantSettings, APresetIsOneStepToUndo) {
  QSettings().clear();
  QuantSettings settings;
  const QuantPresets presets;
  const QuantSpec start = settings.spec();
  const QSignalSpy changed(&settings, &QuantSettings::changed);
  settings.set_spec(presets.spec(QStringLiteral("W8A8KV8"), start), QStringLiteral("preset"));
  EXPECT_EQ(settings.w_bits.value(), 8);
  EXPECT_EQ(settings.a_bits.value(), 8);
  EXPECT_EQ(settings.kv_bits.value(), 8);
  EXPECT_EQ(changed.count(), 1);
  settings.undo_stack().undo();
  EXPECT_EQ(nlohmann::json(settings.spec()), nlohmann::json(start));
}

TEST(QuantSettings, EveryChoiceGetsThere) {
  QSettings().clear();
  QuantSettings settings;
  QuantSpec spec;
  spec.w_bits = 3;
  spec.w_method = "gptq";
  spec.w_group = 128;
  spec.w_symmetric = false;
  spec.w_clip_search = false;
  spec.w_act_order = true;
  spec.calibration.file = "/tmp/prose.txt";
  spec.calibration_tokens = 4096;
  spec.a_bits = 8;
  spec.w_incoherence = "kronecker";
  spec.w_damping = 0.02;
  spec.head_bits = 8;
  spec.embedding_bits = 6;
  spec.mixed = {{-1, -1, "down_proj", 8}, {0, 3, "down_in", 6}};
  spec.clip_search = true;
  spec.k_pre_rope = true;
  settings.set_spec(spec, QStringLiteral("preset"));
  EXPECT_EQ(nlohmann::json(settings.spec()), nlohmann::json(spec));
  spec.calibration = {"", "/tmp/tokens.ids"};
  settings.set_spec(spec, QStringLiteral("preset"));
  EXPECT_EQ(nlohmann::json(settings.spec()), nlohmann::json(spec));
  settings.undo_stack().undo();
  EXPECT_EQ(settings.calibration_file.value(), QStringLiteral("/tmp/prose.txt"));
}

TEST(QuantSettings, TheCodebookHasTwoBitsAndNoGroups) {
  QSettings().clear();
  QuantSettings settings;
  settings.w_bits.set(4);
  settings.w_group.set(128);
  settings.w_grid.set(QStringLiteral("e8"));
  EXPECT_EQ(settings.spec().w_bits, 2);
  EXPECT_EQ(settings.spec().w_group, 0);
  EXPECT_FALSE(settings.acts(settings.w_bits));
  settings.w_grid.set(QStringLiteral("uniform"));
  EXPECT_EQ(settings.spec().w_bits, 4);
  EXPECT_TRUE(settings.acts(settings.w_bits));
}

TEST(QuantSettings, WhatAScenarioNamesIsAllThereIs) {
  QSettings().clear();
  QuantSettings settings;
  const QuantPresets presets;
  settings.w_grid.set(QStringLiteral("e8"));
  settings.mixed.set(QStringLiteral("down_proj=8"));
  settings.head_bits.set(8);
  settings.set_spec(presets.spec(QStringLiteral("W4A4KV4"), settings.spec()), QStringLiteral("preset"));
  EXPECT_EQ(settings.spec().w_bits, 4);
  EXPECT_EQ(settings.spec().head_bits, 16);
  EXPECT_TRUE(settings.spec().mixed.empty());
}

TEST(QuantPresets, OwnPresetsAreKept) {
  QSettings().clear();
  QuantSpec spec;
  spec.w_bits = 3;
  spec.w_group = 128;
  spec.kv_clip = 0.95;
  {
    QuantPresets presets;
    EXPECT_TRUE(presets.save(QStringLiteral("three bits"), spec));
    EXPECT_FALSE(presets.save(QStringLiteral("W4A4KV4"), spec));
    EXPECT_FALSE(presets.save(QStringLiteral("  "), spec));
  }
  QuantPresets presets;
  ASSERT_EQ(presets.own(), QStringList{QStringLiteral("three bits")});
  EXPECT_EQ(nlohmann::json(presets.spec(QStringLiteral("three bits"), {})), nlohmann::json(spec));
  presets.remove(QStringLiteral("three bits"));
  EXPECT_TRUE(QuantPresets().own().isEmpty());
}

TEST(RotationSettings, SaysWhatTheSwitchesSay) {
  RotationSettings settings(QStringLiteral("test/rotation"), QStringLiteral("hadamard"), QStringLiteral("Rotation"));
  EXPECT_EQ(settings.spec().source, "hadamard");
  EXPECT_EQ(settings.spec().r4, "auto");
  settings.switches[3].set(false);
  settings.seed.set(5);
  EXPECT_EQ(settings.spec().r4, "off");
  EXPECT_EQ(rotation_text(settings.spec()), QStringLiteral("random Hadamard, seed 5, without R4"));
  settings.source.set(QStringLiteral("none"));
  EXPECT_EQ(nlohmann::json(settings.spec()), nlohmann::json(RotationSpec()));
}

TEST(RotationSettings, OffersTheLearnedRotationOnlyWhereThereIsOne) {
  RotationSettings settings(QStringLiteral("test/rotation"), QStringLiteral("hadamard"), QStringLiteral("Rotation"));
  const auto offers = [&] {
    for (const auto& choice : settings.source.choices()) {
      if (choice.value == QLatin1String("learned")) return true;
    }
    return false;
  };
  EXPECT_FALSE(offers());
  settings.set_learned_available(true);
  EXPECT_TRUE(offers());
  settings.source.set(QStringLiteral("learned"));
  settings.set_learned_available(false);
  EXPECT_EQ(settings.source.value(), QStringLiteral("hadamard"));
}

}  // namespace
}  // namespace rotorscope
