"""transformers, with compressed-tensors where a checkpoint needs it: logits of token ids."""

import json
import pathlib

import torch
import transformers
from transformers import AutoModelForCausalLM

transformers.logging.set_verbosity_error()


class Transformers:
    """A folder opened by transformers on the CPU. Quantized checkpoints are opened as transformers does by default,
    with the activations rounded as the configuration says; `dequantized`: with run_compressed=False, which gives plain
    weights and leaves activations as they are."""

    def __init__(self, folder, dtype="float32", threads=2, dequantized=False):
        torch.set_num_threads(threads)
        options = {}
        if dequantized:
            from transformers.utils.quantization_config import CompressedTensorsConfig

            options["quantization_config"] = CompressedTensorsConfig(run_compressed=False)
        self.model = AutoModelForCausalLM.from_pretrained(str(folder), dtype=getattr(torch, dtype), **options).eval()
        config = json.loads((pathlib.Path(folder) / "config.json").read_text(encoding="utf-8"))
        self.tokens = config["vocab_size"]
        self.first_token = None

    @torch.inference_mode()
    def logits(self, ids):
        return self.model(torch.tensor([ids])).logits[0].float().numpy()

    def close(self):
        del self.model


class GptqTorch:
    """A folder in GPTQ's layout opened by gptqmodel with its PyTorch kernel, which takes halves only."""

    def __init__(self, folder, threads=2):
        from gptqmodel import BACKEND, GPTQModel

        torch.set_num_threads(threads)
        self.model = GPTQModel.load(str(folder), device="cpu", backend=BACKEND.TORCH, dtype=torch.float16).model.eval()
        self.first_token = None

    @torch.inference_mode()
    def logits(self, ids):
        return self.model(torch.tensor([ids])).logits[0].float().numpy()

    def close(self):
        del self.model
