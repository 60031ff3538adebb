"""Writes meaning.json: principal components, ridge directions and correlations of a small table, by NumPy and SciPy.

    python3 make_meaning.py
"""

import json
import pathlib

import numpy as np
import scipy.stats

random = np.random.default_rng(7)
scales = np.array([5.0, 3.0, 2.0, 1.0, 0.5, 0.1])
mixing, _ = np.linalg.qr(random.normal(size=(6, 6)))
rows = ((random.normal(size=(60, 6)) * scales) @ mixing + random.normal(size=6)).astype(np.float32)
exact = rows.astype(np.float64)
target = exact @ random.normal(size=6) + random.normal(size=60)
# Counts, of which many are equal.
counts = np.round(np.abs(target)).clip(0, 4)

centred = exact - exact.mean(axis=0)
values, vectors = np.linalg.eigh(np.cov(exact, rowvar=False))
values, vectors = values[::-1], vectors[:, ::-1].T
vectors = np.array([v * np.sign(v[np.abs(v).argmax()]) for v in vectors])

directions = {}
for penalty in [1e-6, 1e-2, 1.0]:
    alpha = penalty * values.mean() * (len(rows) - 1)
    directions[repr(penalty)] = np.linalg.solve(
        centred.T @ centred + alpha * np.eye(6), centred.T @ (target - target.mean())
    ).tolist()

reference = {
    "rows": rows.flatten().tolist(),
    "target": target.tolist(),
    "counts": counts.tolist(),
    "shares": (values / values.sum()).tolist(),
    "vectors": vectors.tolist(),
    "coordinates": (centred @ vectors.T).T.tolist(),
    "directions": directions,
    "pearson": scipy.stats.pearsonr(exact[:, 0], counts)[0],
    "spearman": scipy.stats.spearmanr(exact[:, 0], counts)[0],
    "fisher": list(scipy.stats.pearsonr(exact[:, 1], target).confidence_interval(0.95)),
}
pathlib.Path(__file__).with_name("meaning.json").write_text(json.dumps(reference) + "\n")
