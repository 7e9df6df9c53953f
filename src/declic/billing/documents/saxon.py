"""A program that checks as often as it is asked: a line of JSON in, a line of JSON out. Nothing of ours is read.

In: `[{"xml": path, "stylesheets": [path]}]`; out: the faults of each. It ends with who asks, on a document it cannot
read, or once nobody has asked for as many seconds as its only argument says.
"""

import json
import select
import sys
from xml.etree import ElementTree as ET

from saxonche import PySaxonProcessor, PyXslt30Processor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FOUND = (f"{SVRL}failed-assert", f"{SVRL}successful-report")


class Checker:
    def __init__(self, xslt: PyXslt30Processor) -> None:
        self._xslt = xslt
        self._ready: dict[str, object] = {}

    def found(self, xml: str, stylesheet: str) -> list[dict[str, str]]:
        if stylesheet not in self._ready:
            self._ready[stylesheet] = self._xslt.compile_stylesheet(stylesheet_file=stylesheet)
        report = self._ready[stylesheet].transform_to_string(source_file=xml)  # type: ignore[attr-defined]
        return [_fault(node) for node in ET.fromstring(report).iter() if node.tag in FOUND]  # noqa: S314  (Saxon wrote it)


def main(patience: float) -> None:
    with PySaxonProcessor(license=False) as processor:
        checker = Checker(processor.new_xslt30_processor())
        while select.select([sys.stdin], [], [], patience)[0] and (line := sys.stdin.readline()):
            said = [
                [fault for path in one["stylesheets"] for fault in checker.found(one["xml"], path)]
                for one in json.loads(line)
            ]
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()


def _fault(node: ET.Element) -> dict[str, str]:
    text = " ".join("".join(node.itertext()).split())
    return {"rule": node.get("id", ""), "text": text}


if __name__ == "__main__":
    main(float(sys.argv[1]))
