// The program that runs generated files in Python: it loads each by its path, feeds it and writes down what comes out. Nothing of a
// person's is run but the generated file itself. Noise is replaced by ones, so that the studio can compute the same.
export const runExportsProgram = `"""Runs generated networks on given inputs. Usage: run_exports.py manifest.json"""
import importlib.util
import json
import sys
import time
from pathlib import Path

import numpy
from safetensors.numpy import load_file, save_file

manifest = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


def load_module(path):
    specification = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def run_pytorch(module, weights, inputs):
    import torch

    torch.randn_like = torch.ones_like
    networks = module.load_networks(Path(weights))
    found = {}
    with torch.no_grad():
        for key, value in inputs.items():
            x = torch.from_numpy(value)
            outputs = networks[key](x.movedim(-1, 1) if x.dim() > 3 else x)
            outputs = outputs if isinstance(outputs, tuple) else (outputs,)
            for name, output in zip(["output", "mean", "logVariance"], outputs):
                output = output.movedim(1, -1) if output.dim() > 3 else output
                found[f"{key}/{name}"] = numpy.ascontiguousarray(output.numpy())
    return found


def run_keras(module, weights, inputs):
    import keras

    keras.random.normal = lambda shape, *_, **__: keras.ops.ones(shape)
    networks = module.load_networks(Path(weights))
    found = {}
    for key, value in inputs.items():
        outputs = networks[key](keras.ops.convert_to_tensor(value), training=False)
        outputs = outputs if isinstance(outputs, (list, tuple)) else (outputs,)
        for name, output in zip(["output", "mean", "logVariance"], outputs):
            found[f"{key}/{name}"] = numpy.ascontiguousarray(keras.ops.convert_to_numpy(output))
    return found


for entry in manifest["entries"]:
    result = {"name": entry["name"], "framework": entry["framework"], "error": None}
    try:
        run = {"pytorch": run_pytorch, "keras": run_keras}[entry["framework"]]
        module = load_module(entry["code"])
        save_file(run(module, entry["weights"], load_file(entry["inputs"])), entry["outputs"])
    except Exception as error:
        result["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(result), flush=True)
`
