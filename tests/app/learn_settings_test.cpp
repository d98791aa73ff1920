#include "app/settings/learn_settings.h"

#include <QSettings>
#include <QSignalSpy>
#include <QUndoStack>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

class LearnSettingsTest : public testing::Test {
 protected:
  LearnSettingsTest() {
    QSettings().clear();
    settings_ = std::make_unique<LearnSettings>(undo_);
  }

  QUndoStack undo_;
  std::unique_ptr<LearnSettings> settings_;
};

TEST_F(LearnSettingsTest, TheDefaultsAreTheQuickRecipe) {
  EXPECT_EQ(settings_->current_recipe(), QStringLiteral("quick"));
  settings_->steps.set(77);
  EXPECT_EQ(settings_->current_recipe(), QString());
}

TEST_F(LearnSettingsTest, ARecipeIsOneStepToUndoAndLeavesTheMachineAlone) {
  settings_->micro_batch.set(3);
  settings_->seed.set(5);
  const nlohmann::json before = settings_->request();
  const QSignalSpy changed(settings_.get(), &LearnSettings::changed);
  settings_->apply_recipe(QStringLiteral("spinquant"));
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(settings_->current_recipe(), QStringLiteral("spinquant"));
  EXPECT_EQ(settings_->micro_batch.value(), 3);
  EXPECT_EQ(settings_->seed.value(), 5);
  undo_.undo();
  EXPECT_EQ(nlohmann::json(settings_->request()), before);
}

TEST_F(LearnSettingsTest, TheRecipesAreThoseOfTheCommandLine) {
  for (const QString& name : {QStringLiteral("best"), QStringLiteral("spinquant")}) {
    settings_->apply_recipe(name);
    LearnRequest asked;
    asked.recipe = name.toStdString();
    nlohmann::json theirs = resolve_defaults(asked);
    nlohmann::json ours = resolve_defaults(settings_->request());
    for (const char* key : {"objective", "form", "clip_norm", "schedule", "steps", "lr", "scales", "site_weights",
                            "tokens", "holdout", "warm_start", "gradient_clip", "momentum", "massive_weight"}) {
      EXPECT_EQ(ours[key], theirs[key]) << name.toStdString() << " " << key;
    }
    if (name == QLatin1String("best")) continue;  // layer by layer there are no windows
    EXPECT_EQ(ours["seq_len"], theirs["seq_len"]);
    EXPECT_EQ(ours["batch"], theirs["batch"]);
  }
}

TEST_F(LearnSettingsTest, WhatDoesNothingIsNotAskedFor) {
  settings_->w_bits.set(4);
  settings_->warm_start.set(50);
  EXPECT_FALSE(settings_->acts(settings_->w_bits));
  EXPECT_FALSE(settings_->acts(settings_->form));
  EXPECT_TRUE(settings_->acts(settings_->tokens));
  EXPECT_EQ(settings_->request().quant.w_bits, 16);
  EXPECT_EQ(settings_->request().warm_start, -1);
  settings_->objective.set(QStringLiteral("ce"));
  settings_->form.set(QStringLiteral("merged"));
  EXPECT_TRUE(settings_->acts(settings_->w_bits));
  EXPECT_FALSE(settings_->acts(settings_->topk));
  EXPECT_EQ(settings_->request().quant.w_bits, 4);
  EXPECT_EQ(settings_->request().warm_start, 50);
}

TEST_F(LearnSettingsTest, EverySettingGetsThere) {
  settings_->objective.set(QStringLiteral("kl"));
  settings_->clip_norm.set(QStringLiteral("euclidean"));
  settings_->gradient_clip.set(0.5);
  settings_->momentum.set(0.9);
  settings_->tokens.set(2048);
  settings_->topk.set(500);
  settings_->site_weights.set(QStringLiteral("fisher"));
  settings_->massive_weight.set(0.5);
  settings_->scales.set(true);
  settings_->scale_lr.set(0.02);
  settings_->r4_block.set(32);
  settings_->holdout.set(4);
  settings_->holdout_every.set(7);
  settings_->divergence_margin.set(0.5);
  settings_->micro_batch.set(2);
  settings_->recompute.set(true);
  settings_->reproject.set(0.1);
  settings_->checkpoint_every.set(3);
  const LearnRequest request = settings_->request();
  EXPECT_EQ(request.clip_norm, "euclidean");
  EXPECT_EQ(request.gradient_clip, 0.5);
  EXPECT_EQ(request.momentum, 0.9);
  EXPECT_EQ(request.tokens, 2048);
  EXPECT_EQ(request.topk, 500);
  EXPECT_EQ(request.site_weights, "fisher");
  EXPECT_EQ(request.massive_weight, 0.5);
  EXPECT_EQ(request.scales, "on");
  EXPECT_EQ(request.scale_lr, 0.02);
  EXPECT_EQ(request.r4_block, 32);
  EXPECT_EQ(request.holdout, 4);
  EXPECT_EQ(request.holdout_every, 7);
  EXPECT_EQ(request.divergence_margin, 0.5);
  EXPECT_EQ(request.micro_batch, 2);
  EXPECT_TRUE(request.recompute);
  EXPECT_EQ(request.reproject, 0.1);
  EXPECT_EQ(request.checkpoint_every, 3);
}

}  // namespace
}  // namespace rotorscope
