// One function body, compiled for several instruction sets and chosen at run time.
#pragma once

// Thread and address sanitizers start before the dynamic loader can run the choosing function.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define ROTOR_SIMD __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ROTOR_SIMD
#endif

// Where a function can be written with this processor family's own instructions, behind a run-time check.
#if defined(__x86_64__) && defined(__GNUC__)
#define ROTOR_X86
#endif
