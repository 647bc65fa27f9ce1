"""The bench: starts servers, loads them with wrk, and says what a request cost.

cli (options, the plan, the estimate) -> matrix, slots, idle (the three sections) -> servers (how each is started),
process (a server's processes: CPU, memory, end), load (wrk), workloads (what is asked), figures (medians, ratios),
report (tables). Standard library only.
"""
