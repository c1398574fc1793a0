"""The command `lhsia`: arguments in, exit status out (0 done, 1 failed, 2 wrong usage); errors are one sentence."""

from __future__ import annotations

import os
import sys
import warnings
from typing import NoReturn

# Before any library reads them: no model hub, no analytics, no progress bars of the model loader.
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "GRADIO_ANALYTICS_ENABLED": "False",
}


def main() -> NoReturn:
    """Run the command line."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")

    from ui.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
