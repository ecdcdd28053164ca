"""Writes psnr-ssim.json beside this file: reference numbers for the tests of @genericdp/metrics.

Independent of the TypeScript: every window of SSIM is cut out, weighed with the full two-dimensional Gaussian, and its
variances are taken about its own weighted means. The images are made of integers divided by 4, so that both languages
make the same numbers. Needs Python 3 and numpy: python3 make_golden.py
"""

import json
import platform
from pathlib import Path

import numpy as np

CASES = [
    {"width": 11, "height": 11, "peak": 255, "strength": 9},
    {"width": 12, "height": 17, "peak": 255, "strength": 1},
    {"width": 33, "height": 20, "peak": 255, "strength": 40},
    {"width": 41, "height": 64, "peak": 255, "strength": 160},
    {"width": 27, "height": 35, "peak": 1, "strength": 30},
    {"width": 31, "height": 13, "peak": 1023, "strength": 15},
]


def make_pair(width, height, strength):
    """A picture of ramps, waves and an edge, in 0..255, and the same with a pseudo-random disturbance."""
    i, j = np.mgrid[0:height, 0:width]
    wave = np.abs((7 * i + 3 * j) % 64 - 32)
    edge = 300 * ((2 * i + j) % 29 > 14)
    reference = (200 + 6 * wave + edge + 3 * j) % 1021
    hashed = (7919 * (i + 1) * (j + 3) + 104729 * i + 1299709 * (j * j)) % 2048 - 1024
    estimate = reference + (strength * hashed) // 256
    return reference / 4, estimate / 4


def ssim(x, y, peak):
    distance = np.arange(11) - 5
    window = np.exp(-(distance[:, None] ** 2 + distance[None, :] ** 2) / (2 * 1.5**2))
    window /= window.sum()
    c1, c2 = (0.01 * peak) ** 2, (0.03 * peak) ** 2
    scores = []
    for top in range(x.shape[0] - 10):
        for left in range(x.shape[1] - 10):
            a = x[top : top + 11, left : left + 11]
            b = y[top : top + 11, left : left + 11]
            mean_a, mean_b = (window * a).sum(), (window * b).sum()
            var_a = (window * (a - mean_a) ** 2).sum()
            var_b = (window * (b - mean_b) ** 2).sum()
            cov = (window * (a - mean_a) * (b - mean_b)).sum()
            luminance = (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)
            structure = (2 * cov + c2) / (var_a + var_b + c2)
            scores.append(luminance * structure)
    return float(np.mean(scores))


def measure(case):
    reference, estimate = make_pair(case["width"], case["height"], case["strength"])
    scale = case["peak"] / 255
    reference, estimate = reference * scale, estimate * scale
    mse = float(np.mean((reference - estimate) ** 2))
    psnr = float(20 * np.log10(case["peak"]) - 10 * np.log10(mse))
    return {**case, "mse": mse, "psnr": psnr, "ssim": ssim(reference, estimate, case["peak"])}


golden = {
    "provenance": f"make_golden.py, Python {platform.python_version()}, numpy {np.__version__}, float64",
    "cases": [measure(case) for case in CASES],
}
Path(__file__).with_name("psnr-ssim.json").write_text(json.dumps(golden, indent=2) + "\n")
