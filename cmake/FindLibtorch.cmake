# Finds libtorch inside PyTorch's PyPI wheel and defines the imported target Libtorch::cpu and, where the wheel has them,
# Libtorch::cuda (which only the CUDA module links).
#
# The wheel's own TorchConfig.cmake drags CUDA into every target that links torch; Rotorscope links libtorch_cpu and
# libc10 only, and loads libtorch_cuda at run time with the CUDA module. ROTORSCOPE_DEPS names the folder that
# scripts/setup.sh fills (default: .deps).
set(ROTORSCOPE_DEPS "${CMAKE_SOURCE_DIR}/.deps" CACHE PATH "What scripts/setup.sh fetched: wheels, sample model, prose")
set(Libtorch_ROOT "${ROTORSCOPE_DEPS}/python/torch" CACHE PATH "The unpacked torch wheel")

find_path(Libtorch_INCLUDE_DIR ATen/ATen.h PATHS "${Libtorch_ROOT}/include" NO_DEFAULT_PATH)
find_library(Libtorch_CPU_LIBRARY torch_cpu PATHS "${Libtorch_ROOT}/lib" NO_DEFAULT_PATH)
find_library(Libtorch_C10_LIBRARY c10 PATHS "${Libtorch_ROOT}/lib" NO_DEFAULT_PATH)
# libtorch's own copy of the OpenMP runtime: a second one would have threads of its own.
file(GLOB Libtorch_OPENMP_LIBRARY "${Libtorch_ROOT}/lib/libgomp*.so*")
find_library(Libtorch_CUDA_LIBRARY torch_cuda PATHS "${Libtorch_ROOT}/lib" NO_DEFAULT_PATH)
find_library(Libtorch_C10_CUDA_LIBRARY c10_cuda PATHS "${Libtorch_ROOT}/lib" NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libtorch
  REQUIRED_VARS Libtorch_CPU_LIBRARY Libtorch_C10_LIBRARY Libtorch_INCLUDE_DIR Libtorch_OPENMP_LIBRARY
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or set Libtorch_ROOT to an unpacked torch wheel")

if(Libtorch_FOUND AND NOT TARGET Libtorch::cpu)
  add_library(Libtorch::c10 SHARED IMPORTED)
  set_target_properties(Libtorch::c10 PROPERTIES IMPORTED_LOCATION "${Libtorch_C10_LIBRARY}")
  target_include_directories(Libtorch::c10 SYSTEM INTERFACE "${Libtorch_INCLUDE_DIR}"
    "${Libtorch_INCLUDE_DIR}/torch/csrc/api/include")
  add_library(Libtorch::cpu SHARED IMPORTED)
  set_target_properties(Libtorch::cpu PROPERTIES IMPORTED_LOCATION "${Libtorch_CPU_LIBRARY}")
  target_link_libraries(Libtorch::cpu INTERFACE Libtorch::c10)
  # at::parallel_for is a template in a header: without OpenMP it is a plain loop. (Clang, which only the fuzzers and
  # clang-tidy use, would want another runtime.)
  target_compile_options(Libtorch::c10 INTERFACE $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fopenmp>)
  target_link_libraries(Libtorch::c10 INTERFACE ${Libtorch_OPENMP_LIBRARY})
  # Debian 12's g++ and the wheel agree on the C++11 string ABI; saying it keeps a mismatch from compiling.
  target_compile_definitions(Libtorch::c10 INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
endif()
if(Libtorch_FOUND AND Libtorch_CUDA_LIBRARY AND Libtorch_C10_CUDA_LIBRARY AND NOT TARGET Libtorch::cuda)
  add_library(Libtorch::c10_cuda SHARED IMPORTED)
  set_target_properties(Libtorch::c10_cuda PROPERTIES IMPORTED_LOCATION "${Libtorch_C10_CUDA_LIBRARY}")
  add_library(Libtorch::cuda SHARED IMPORTED)
  set_target_properties(Libtorch::cuda PROPERTIES IMPORTED_LOCATION "${Libtorch_CUDA_LIBRARY}")
  target_link_libraries(Libtorch::cuda INTERFACE Libtorch::cpu Libtorch::c10_cuda)
endif()
mark_as_advanced(Libtorch_INCLUDE_DIR Libtorch_CPU_LIBRARY Libtorch_C10_LIBRARY Libtorch_CUDA_LIBRARY
  Libtorch_C10_CUDA_LIBRARY)
