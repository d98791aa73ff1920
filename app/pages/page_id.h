// The pages of the window, in the order of their tabs.
#pragma once

namespace rotorscope {

enum class PageId { inspect, rotate, quantize, evaluate, exporting, lessons };

}  // namespace rotorscope
