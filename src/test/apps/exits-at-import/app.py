"""Calls sys.exit() while it is imported, as scripts without a __main__ guard do. EXIT_CODE says how (default 0)."""

import os
import sys

print("configuration is wrong, leaving", file=sys.stderr)
sys.exit(int(os.environ.get("EXIT_CODE", "0")))
