#!/usr/bin/env python3
"""Writes metrics.json and linear.json: figures of predictions, and linear models, as scikit-learn and SciPy give them.

Run with scikit-learn 1.9.1, SciPy 1.17.1 and NumPy 2.4.6. Values are rounded to a tenth, so that there are ties, and then to single
precision, which is what is compared.
"""
import json
import pathlib

import numpy
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import (average_precision_score, mean_absolute_error, mean_squared_error, r2_score, roc_auc_score)

random = numpy.random.default_rng(7)


def single(values):
    return numpy.round(values, 1).astype(numpy.float32).astype(float)


cases = []
for count, share in [(12, 0.5), (60, 0.1), (200, 0.3), (200, 0.9)]:
    labels = (random.random(count) < share).astype(int)
    labels[:2] = [0, 1]
    predictions = single(random.normal(size=count) + labels)
    cases.append({
        "task": "classification", "labels": labels.tolist(), "predictions": predictions.tolist(),
        "figures": {"ROC-AUC": roc_auc_score(labels, predictions),
                    "PR-AUC": average_precision_score(labels, predictions)}})
for count, noise in [(5, 0.1), (50, 1.0), (300, 3.0)]:
    labels = single(random.normal(2, 1, count))
    predictions = single(labels + random.normal(0.3, noise, count))
    cases.append({
        "task": "regression", "labels": labels.tolist(), "predictions": predictions.tolist(),
        "figures": {"RMSE": mean_squared_error(labels, predictions) ** 0.5,
                    "MAE": mean_absolute_error(labels, predictions), "R2": r2_score(labels, predictions),
                    "Spearman": spearmanr(labels, predictions).statistic}})

out = pathlib.Path(__file__).parent / "metrics.json"
out.write_text(json.dumps(cases) + "\n")

# Linear models on sparse bits: LogisticRegression(C=1/λ) and Ridge(alpha=λ), their outputs row by row.
models = []
bits = (random.random((40, 16)) < 0.3).astype(float)
weights = random.normal(size=16)
values = single(bits @ weights + random.normal(0, 0.5, 40))
classes = (values > numpy.median(values)).astype(float)
for penalty in [0.1, 1.0, 10.0]:
    logistic = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=10_000).fit(bits, classes)
    ridge = Ridge(alpha=penalty, solver="cholesky").fit(bits, values)
    models.append({"penalty": penalty, "logits": logistic.decision_function(bits).tolist(),
                   "values": ridge.predict(bits).tolist()})
table = {"bits": bits.tolist(), "classes": classes.tolist(), "values": values.tolist(), "models": models}
(pathlib.Path(__file__).parent / "linear.json").write_text(json.dumps(table) + "\n")
