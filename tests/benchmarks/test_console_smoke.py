"""The console's benchmark runs in its shortest form and prints every figure that benchmarks/README names."""

from __future__ import annotations


def test_it_prints_its_figures(benchmark):
    figures = benchmark("console", "--quick", "--messages", "3000").figures

    assert set(figures) == {
        "simple_ratio",
        "month_ratio",
        "other_ratio",
        "lists_ratio",
        "first_visit_kilobytes",
    }
    assert 0 < figures["first_visit_kilobytes"] <= 150
