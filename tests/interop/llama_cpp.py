"""llama.cpp itself, through the C functions of the library inside the xllamacpp wheel: logits of token ids. Its own
defaults are kept."""

import ctypes

import numpy as np
import xllamacpp.xllamacpp as library


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
        "llama_free": (None, [pointer]),
        "llama_model_get_vocab": (pointer, [pointer]),
        "llama_vocab_n_tokens": (ctypes.c_int32, [pointer]),
        "llama_vocab_get_add_bos": (ctypes.c_bool, [pointer]),
        "llama_vocab_bos": (ctypes.c_int32, [pointer]),
        "llama_tokenize": (ctypes.c_int32, [pointer, ctypes.c_char_p, ctypes.c_int32,
                                            ctypes.POINTER(ctypes.c_int32), ctypes.c_int32, ctypes.c_bool,
                                            ctypes.c_bool]),
        "llama_init_from_model": (pointer, [pointer, Options]),
        "llama_set_n_threads": (None, [pointer, ctypes.c_int32, ctypes.c_int32]),
        "llama_get_memory": (pointer, [pointer]),
        "llama_memory_clear": (None, [pointer, ctypes.c_bool]),
        "llama_batch_init": (Batch, [ctypes.c_int32] * 3),
        "llama_batch_free": (None, [Batch]),
        "llama_decode": (ctypes.c_int32, [pointer, Batch]),
        "llama_get_logits": (ctypes.POINTER(ctypes.c_float), [pointer]),
    }
    for name, (result, parameters) in signatures.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, parameters
    lib.llama_log_set(QUIET, None)
    lib.llama_backend_init()
    return lib


class LlamaCpp:
    """A GGUF file opened by llama.cpp. At most 512 tokens at a time, what its default context takes."""

    def __init__(self, path, threads=2):
        self.lib = load_library()
        self.model = self.lib.llama_model_load_from_file(str(path).encode(), self.lib.llama_model_default_params())
        if not self.model:
            raise RuntimeError(f"llama.cpp cannot open {path}")
        self.context = self.lib.llama_init_from_model(self.model, self.lib.llama_context_default_params())
        if not self.context:
            raise RuntimeError(f"llama.cpp makes no context for {path}")
        self.lib.llama_set_n_threads(self.context, threads, threads)
        vocabulary = self.lib.llama_model_get_vocab(self.model)
        self.tokens = self.lib.llama_vocab_n_tokens(vocabulary)
        adds_bos = self.lib.llama_vocab_get_add_bos(vocabulary)
        self.first_token = self.lib.llama_vocab_bos(vocabulary) if adds_bos else None
        self.vocabulary = vocabulary

    def logits(self, ids):
        """[len(ids), vocabulary]"""
        batch = self.lib.llama_batch_init(len(ids), 0, 1)
        batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, i, 1, 1
            batch.seq_id[i][0] = 0
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)
        failed = self.lib.llama_decode(self.context, batch)
        logits = self.lib.llama_get_logits(self.context)
        self.lib.llama_batch_free(batch)
        if failed:
            raise RuntimeError("llama_decode failed")
        return np.ctypeslib.as_array(logits, (len(ids), self.tokens)).copy()

    def tokenize(self, text):
        data = text.encode()
        room = (ctypes.c_int32 * (len(data) + 8))()
        count = self.lib.llama_tokenize(self.vocabulary, data, len(data), room, len(room), False, True)
        if count < 0:
            raise RuntimeError("llama_tokenize failed")
        return list(room[:count])

    def close(self):
        self.lib.llama_free(self.context)
        self.lib.llama_model_free(self.model)
