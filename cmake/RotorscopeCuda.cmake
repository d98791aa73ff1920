# ROTORSCOPE_CUDA says whether the CUDA kernels are built: AUTO where nvcc of CUDA 13 is found, ON (an error without it),
# OFF. Sets ROTORSCOPE_CUDA_FOUND; a build without CUDA is never disturbed.
set(ROTORSCOPE_CUDA AUTO CACHE STRING "Build the CUDA kernels: AUTO (where nvcc of CUDA 13 is found), ON or OFF")
set_property(CACHE ROTORSCOPE_CUDA PROPERTY STRINGS AUTO ON OFF)
set(ROTORSCOPE_CUDA_FOUND OFF)

if(NOT ROTORSCOPE_CUDA STREQUAL "OFF")
  # Asked for its version first, because enable_language() would make a compiler that does not work an error.
  find_program(ROTORSCOPE_NVCC nvcc
    HINTS ${CMAKE_CUDA_COMPILER} ENV CUDACXX ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda "${CMAKE_SOURCE_DIR}/.deps/python/nvidia/cu13"
    PATH_SUFFIXES bin) # the last is where scripts/setup.sh --cuda puts it
  set(version "")
  if(ROTORSCOPE_NVCC)
    execute_process(COMMAND ${ROTORSCOPE_NVCC} --version OUTPUT_VARIABLE answer ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0 AND answer MATCHES "release ([0-9]+\\.[0-9]+)")
      set(version ${CMAKE_MATCH_1})
    endif()
  endif()
  if(version VERSION_GREATER_EQUAL 13.0)
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
      # A100, RTX 30, RTX 40, H100, RTX 50; PTX of the newest for what comes after.
      set(CMAKE_CUDA_ARCHITECTURES 80-real 86-real 89-real 90-real 120)
    endif()
    # Tried out in a project of its own, as it may not go with this C++ compiler; a failure is not remembered.
    if(NOT CMAKE_CUDA_COMPILER)
      unset(CMAKE_CUDA_COMPILER CACHE)
      set(ENV{CUDACXX} "${ROTORSCOPE_NVCC}")
      include(CheckLanguage)
      check_language(CUDA)
    endif()
    if(CMAKE_CUDA_COMPILER)
      enable_language(CUDA)
      if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION) # CMake 3.25 does not know that nvcc takes C++20
        set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
        set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
      endif()
      set(ROTORSCOPE_CUDA_FOUND ON)
      if(CCACHE AND NOT CMAKE_CUDA_COMPILER_LAUNCHER)
        set(CMAKE_CUDA_COMPILER_LAUNCHER ${CCACHE})
      endif()
    endif()
  endif()
  if(NOT ROTORSCOPE_CUDA_FOUND AND NOT ROTORSCOPE_CUDA STREQUAL "AUTO")
    message(FATAL_ERROR "ROTORSCOPE_CUDA is ${ROTORSCOPE_CUDA}, but no working nvcc of CUDA 13 was found")
  endif()
endif()

# CUDA::cudart, seen in the calling folder only. In a project that needs CMake 3.25, the module of CMake 3.25 takes for
# granted that there is nvToolsExt, which CUDA 13 has no more: an error.
macro(rotorscope_find_cudart)
  set(rotorscope_saved_version ${CMAKE_MINIMUM_REQUIRED_VERSION})
  set(CMAKE_MINIMUM_REQUIRED_VERSION 3.24)
  find_package(CUDAToolkit 13 ${ARGN})
  set(CMAKE_MINIMUM_REQUIRED_VERSION ${rotorscope_saved_version})
endmacro()

message(STATUS "CUDA kernels: ${ROTORSCOPE_CUDA_FOUND}")
