"""Perplexity in llama.cpp itself, through the C functions of the library inside the xllamacpp wheel.

Timed is what llama.cpp does for it, llama_decode with the logits of every position, and not the logarithms, which are
taken in numpy here. Its defaults are kept: a context of 512 tokens, weights mapped. With --open N it only opens the
model, N times, and reports the median."""

import ctypes
import math
import statistics
import time

import numpy as np
import xllamacpp.xllamacpp as library

import peer


class Options(ctypes.Structure):
    """llama_model_params or llama_context_params: larger than either, and never looked into. The functions that take
    them by value read only as much as they know; they are the last argument there."""

    _fields_ = [("bytes", ctypes.c_uint8 * 1024)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", ctypes.c_int32), ("token", ctypes.POINTER(ctypes.c_int32)), ("embd", ctypes.c_void_p),
                ("pos", ctypes.POINTER(ctypes.c_int32)), ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
                ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))), ("logits", ctypes.POINTER(ctypes.c_int8))]


LOG = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
QUIET = LOG(lambda level, text, data: None)


def load_library():
    lib = ctypes.CDLL(library.__file__)
    pointer = ctypes.c_void_p
    signatures = {
        "llama_backend_init": (None, []),
        "llama_log_set": (None, [LOG, pointer]),
        "llama_model_default_params": (Options, []),
        "llama_context_default_params": (Options, []),
        "llama_model_load_from_file": (pointer, [ctypes.c_char_p, Options]),
        "llama_model_free": (None, [pointer]),
        "llama_model_get_vocab": (pointer, [pointer]),
        "llama_vocab_n_tokens": (ctypes.c_int32, [pointer]),
        "llama_init_from_model": (pointer, [pointer, Options]),
        "llama_n_ctx": (ctypes.c_uint32, [pointer]),
        "llama_set_n_threads": (None, [pointer, ctypes.c_int32, ctypes.c_int32]),
        "llama_n_threads": (ctypes.c_int32, [pointer]),
        "llama_n_threads_batch": (ctypes.c_int32, [pointer]),
        "llama_get_memory": (pointer, [pointer]),
        "llama_memory_clear": (None, [pointer, ctypes.c_bool]),
        "llama_batch_init": (Batch, [ctypes.c_int32] * 3),
        "llama_decode": (ctypes.c_int32, [pointer, Batch]),
        "llama_get_logits": (ctypes.POINTER(ctypes.c_float), [pointer]),
    }
    for name, (result, parameters) in signatures.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, parameters
    lib.llama_log_set(QUIET, None)
    lib.llama_backend_init()
    return lib


def open_model(lib, path):
    model = lib.llama_model_load_from_file(path.encode(), lib.llama_model_default_params())
    if not model:
        raise SystemExit(f"llama.cpp cannot open {path}")
    return model


def opening_seconds(lib, path, times):
    seconds = []
    for _ in range(times + 1):  # the first warms up
        begin = time.perf_counter()
        model = open_model(lib, path)
        seconds.append(time.perf_counter() - begin)
        lib.llama_model_free(model)
    return statistics.median(seconds[1:])


def negative_log_likelihood(logits, targets):
    total = 0.0
    for begin in range(0, len(targets), 64):
        z = logits[begin:begin + 64].astype(np.float64)
        z -= z.max(1, keepdims=True)
        chosen = z[np.arange(len(z)), targets[begin:begin + 64]]
        total += float((np.log(np.exp(z).sum(1)) - chosen).sum())
    return total


def perplexity(lib, options):
    windows = peer.read_windows(options.ids, options.seq_len, options.windows)
    model = open_model(lib, options.model)
    context = lib.llama_init_from_model(model, lib.llama_context_default_params())
    if not context or lib.llama_n_ctx(context) < options.seq_len:
        raise SystemExit("llama.cpp's default context does not hold a window")
    lib.llama_set_n_threads(context, options.threads, options.threads)
    assert (lib.llama_n_threads(context), lib.llama_n_threads_batch(context)) == (options.threads,) * 2
    vocabulary = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(model))
    batch = lib.llama_batch_init(options.seq_len, 0, 1)
    batch.n_tokens = options.seq_len

    def decode(ids):
        for i, token in enumerate(ids):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, i, 1, 1
            batch.seq_id[i][0] = 0
        lib.llama_memory_clear(lib.llama_get_memory(context), True)
        begin = time.perf_counter()
        if lib.llama_decode(context, batch) != 0:
            raise SystemExit("llama_decode failed")
        logits = lib.llama_get_logits(context)  # waits until they are there
        return time.perf_counter() - begin, np.ctypeslib.as_array(logits, (options.seq_len, vocabulary))

    total = seconds = 0.0
    for ids in windows:
        took, logits = decode(ids)
        seconds += took
        total += negative_log_likelihood(logits[:-1], np.array(ids[1:]))
    tokens = options.windows * (options.seq_len - 1)
    peer.report(perplexity=math.exp(total / tokens), tokens=tokens, seconds=seconds,
                peak_memory_bytes=peer.peak_memory_bytes())


def main():
    parser = peer.arguments(__doc__, model="GGUF file")
    parser.add_argument("--open", type=int, default=0, metavar="N")
    options = parser.parse_args()
    lib = load_library()
    if options.open > 0:
        peer.report(seconds=opening_seconds(lib, options.model, options.open))
    else:
        perplexity(lib, options)


main()
