# Functions that keep each folder's CMakeLists.txt to what is special about it.

# Warnings are errors, for our own code only.
add_library(rotorscope_warnings INTERFACE)
target_compile_options(rotorscope_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>) # g++ 12 reports it for std::string + (GCC bug 105651)

if(ROTORSCOPE_SANITIZE)
  add_compile_options(-fsanitize=${ROTORSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${ROTORSCOPE_SANITIZE})
  # What g++ finds in code that it has itself put checks into is no warning of ours (GCC bug 105562 and its like).
  target_compile_options(rotorscope_warnings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> $<$<CXX_COMPILER_ID:GNU>:-Wno-clobbered>)
endif()

if(ROTORSCOPE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# rotorscope_library(NAME SOURCES a.cpp … LINKS lib …): a static library; headers are included from the top folder,
# as "core/base/result.h".
function(rotorscope_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE rotorscope_warnings ${arg_PRIVATE_LINKS})
endfunction()

# rotorscope_test(NAME SOURCES a.cpp … LINKS lib … [LABELS l …]): a GoogleTest program; each of its tests becomes one of
# ctest's. ROTORSCOPE_TEST_DATA is given to the code as a string.
function(rotorscope_test name)
  cmake_parse_arguments(arg "OFFSCREEN" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_compile_definitions(${name} PRIVATE ROTORSCOPE_TEST_DATA="${ROTORSCOPE_TEST_DATA}")
  target_link_libraries(${name} PRIVATE ${arg_LINKS} rotorscope_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  # Tests run side by side: threads that wait for each other must not spin on a core that another test needs.
  # (A property of its own, because gtest_discover_tests takes no lists.)
  set(properties ENVIRONMENT_MODIFICATION "OMP_WAIT_POLICY=set:passive")
  if(arg_OFFSCREEN)
    list(APPEND properties ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
  endif()
  if(arg_LABELS) # an empty one would shift the properties after it
    list(APPEND properties LABELS "${arg_LABELS}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${arg_TIMEOUT} ${properties})
endfunction()
