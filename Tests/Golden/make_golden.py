#!/usr/bin/env python3
"""Makes the reference values beside this script with PyTorch. README.md lists them.

    python3.11 -m venv venv
    venv/bin/pip install torch==2.13.0 numpy==2.4.6 safetensors==0.8.0 transformers==5.23.0 tokenizers==0.23.3
    venv/bin/python make_golden.py

The committed files were made with these versions (the CPU build of torch), one thread, on x86-64. Every case is
computed in float32, which is what is stored, and again in float64; a case whose two results differ by more than its
tolerance is refused, so that no stored value is an accident of rounding.
"""

import encoders
import graphs
import objectives
import operations
import pytorch_files
import training

if __name__ == "__main__":
    for module in (operations, objectives, graphs, encoders, training, pytorch_files):
        module.make()
