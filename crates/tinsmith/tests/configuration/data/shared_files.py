"""Records the settings that the AWS CLI reads in the files of shared_files.json.

    python3 crates/tinsmith/tests/configuration/data/shared_files.py

It needs botocore, the library that the CLI stands on. What tinsmith reads differently stands there as `ours`, with a reason.
"""

import json
import pathlib
import tempfile

import botocore.configloader as loader
from botocore.exceptions import ConfigParseError

CASES = pathlib.Path(__file__).with_suffix(".json")


def read(text, in_config):
    with tempfile.NamedTemporaryFile(suffix=".ini") as file:
        file.write(text.encode())
        file.flush()
        try:
            # Once with nested blocks, which may be an error, and once for the text of their lines.
            loader.raw_config_parse(file.name)
            raw = loader.raw_config_parse(file.name, parse_subsections=False)
        except ConfigParseError:
            return "error"
    if not in_config:
        return {"profiles": raw} if raw else {}
    found = loader.build_profile_map(raw)
    kinds = {"profiles": found["profiles"], "sso_sessions": found["sso_sessions"]}
    return {kind: sections for kind, sections in kinds.items() if sections}


cases = json.loads(CASES.read_text())
for case in cases:
    case["cli"] = read(case["text"], case.get("file") != "credentials")
CASES.write_text(json.dumps(cases, indent=1, ensure_ascii=True) + "\n")
