"""Tests of the caches and their workloads: `python3.12 -m unittest`, in the folder above."""
