// The pages of the window, in the order of their tabs.
#pragma once

#include <array>

namespace rotorscope {

enum class PageId { inspect, rotate, quantize, evaluate, exporting, lessons };

/// A page's name on the command line and in projects.
struct PageName {
  const char* name;
  PageId page;
};
inline constexpr std::array<PageName, 6> page_names = {{{"inspect", PageId::inspect},
                                                        {"rotate", PageId::rotate},
                                                        {"quantize", PageId::quantize},
                                                        {"evaluate", PageId::evaluate},
                                                        {"export", PageId::exporting},
                                                        {"lessons", PageId::lessons}}};

}  // namespace rotorscope
