"""``python -m digitrans``."""

import sys

from digitrans.cli import main

if __name__ == "__main__":
    sys.exit(main())
