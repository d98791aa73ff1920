// Draws the pictures and puts them into the page.
#include "app/cli/report/page.h"
#include "app/cli/report/plots.h"
#include "core/base/files.h"

#include <map>

namespace rotorscope::cli {
namespace {

/// RFC 4648 §4.
std::string base64(std::string_view bytes) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? letters[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

std::vector<Bar> bars_of(const DemoResults& results) {
  static constexpr Color of_case[] = {colors::muted, colors::before, colors::after, colors::learned};
  std::vector<Bar> bars;
  for (const DemoMeasurement& m : results.measurements) {
    bars.push_back({m.label, m.outcome.perplexity, of_case[bars.size() % std::size(of_case)]});
  }
  return bars;
}

}  // namespace

Result<std::filesystem::path> write_report(const DemoSettings& settings, const DemoResults& results) {
  const std::filesystem::path& folder = settings.out;
  ROTOR_CHECK(draw_heat_map(results.down_in, folder / "heat-map.png"));
  ROTOR_CHECK(draw_profile(results.worst_view, folder / "channel-profile.png"));
  ROTOR_CHECK(draw_histogram(results.worst_view, folder / "histogram.png"));
  ROTOR_CHECK(draw_losses(results.learning, folder / "learning.png"));
  ROTOR_CHECK(draw_perplexities(bars_of(results), folder / "perplexity.png"));
  std::map<std::string, std::string> embedded;
  for (const char* name : {"heat-map.png", "channel-profile.png", "histogram.png", "learning.png", "perplexity.png"}) {
    ROTOR_TRY(const std::string bytes, read_file(folder / name));
    embedded[name] = "data:image/png;base64," + base64(bytes);
  }
  const std::filesystem::path page = folder / "report.html";
  ROTOR_CHECK(
      write_file(page, report_page(settings, results, [&](const std::string& name) { return embedded.at(name); })));
  return page;
}

}  // namespace rotorscope::cli
