// A typed setting: the only source of an option's default, label, tooltip, range, persistence and undo.
#pragma once

#include "app/settings/setting_base.h"

#include <algorithm>
#include <type_traits>

namespace rotorscope {

/// The values that a number may take, both ends included, and the step of its arrows.
template <class T>
struct SettingRange {
  T low{};
  T high{};
  T step{};
};

/// T: bool, int, double or QString.
template <class T>
class Setting : public SettingBase {
 public:
  static constexpr bool is_number = std::is_same_v<T, int> || std::is_same_v<T, double>;

  Setting(SettingText text, T default_value) : SettingBase(std::move(text)), default_(default_value) { load(); }
  Setting(SettingText text, T default_value, QList<SettingChoice> choices)
      : SettingBase(std::move(text), std::move(choices)), default_(default_value) {
    load();
  }
  Setting(SettingText text, T default_value, SettingRange<T> range)
      : SettingBase(std::move(text)), default_(default_value), range_(range) {
    load();
  }

  [[nodiscard]] const T& value() const { return value_; }
  [[nodiscard]] const T& default_value() const { return default_; }
  [[nodiscard]] const SettingRange<T>& range() const { return range_; }
  operator const T&() const { return value_; }  // NOLINT(google-explicit-constructor): a setting reads like its value

  void set(const T& value) {
    const T fitting = within(value);
    if (fitting != value_) commit(QVariant::fromValue(value_), QVariant::fromValue(fitting));
  }

  [[nodiscard]] QVariant variant() const override { return QVariant::fromValue(value_); }
  [[nodiscard]] QVariant default_variant() const override { return QVariant::fromValue(default_); }
  bool set_variant(const QVariant& value) override {
    if (!value.canConvert<T>()) return false;
    set(value.value<T>());
    return true;
  }

 protected:
  void assign(const QVariant& value) override { value_ = value.value<T>(); }

 private:
  void load() {
    value_ = default_;
    const QVariant stored = saved();
    if (!stored.isValid() || !stored.canConvert<T>()) return;
    const T candidate = within(stored.value<T>());
    if (choices().isEmpty() || is_choice(candidate)) value_ = candidate;
  }
  [[nodiscard]] bool is_choice(const T& value) const {
    return std::any_of(choices().begin(), choices().end(),
                       [&](const SettingChoice& choice) { return choice.value.value<T>() == value; });
  }
  [[nodiscard]] T within(const T& value) const {
    if constexpr (is_number) {
      if (range_.low < range_.high) return std::clamp(value, range_.low, range_.high);
    }
    return value;
  }

  T default_;
  T value_{};
  SettingRange<T> range_{};
};

}  // namespace rotorscope
