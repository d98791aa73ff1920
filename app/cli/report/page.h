// The report of `rotor demo`: one HTML page that needs no other file, and its pictures beside it.
#pragma once

#include "app/cli/demo_chain.h"

#include <filesystem>
#include <functional>
#include <string>

namespace rotorscope::cli {

/// Draws the plots as PNG files into the output folder and writes report.html; gives the page's path.
/// Errors: what cannot be written or drawn.
Result<std::filesystem::path> write_report(const DemoSettings& settings, const DemoResults& results);

/// The page. `picture` gives the source of an image by its file name.
std::string report_page(const DemoSettings& settings, const DemoResults& results,
                        const std::function<std::string(const std::string&)>& picture);

}  // namespace rotorscope::cli
