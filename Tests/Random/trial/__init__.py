"""Runs lifeboot on a machine and judges what it says and what it did."""
