"""Set the typography of templates: U+00A0 and ’ in their text, and nowhere else.

    python tools/french_templates.py src/declic/web/pupil …     # rewrites
    python tools/french_templates.py --check src/declic/web     # names the files that would change; 1 if any

Django tags, HTML tags and scripts are left alone; so are attributes, but for the texts people hear or read in them.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
from declic.web.layout.typography import french

_KEPT = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<script.*?</script>|<svg.*?</svg>|<[^>]*>)", re.DOTALL)
_READ = re.compile(r'((?:aria-label|title|alt|placeholder|content)=")([^"{]*)(")')
_COMMENT = re.compile(r"(\{% comment %\}.*?\{% endcomment %\})", re.DOTALL)
_WORDS = re.compile(r'((?:text|title|strong|action|label|say|more|legend|hint)=")([^"]*)(")')


def set_in_french(source: str) -> str:
    """The template `source` with its French set right."""
    return "".join(part if _COMMENT.fullmatch(part) else _set(part) for part in _COMMENT.split(source))


def _set(source: str) -> str:
    done = []
    for part in _KEPT.split(source):
        if not _KEPT.fullmatch(part):
            done.append(french(part))
        elif part.startswith("<") and not part.startswith("<script"):
            done.append(_READ.sub(lambda found: found[1] + french(found[2]) + found[3], part))
        elif part.startswith("{% include"):
            done.append(_WORDS.sub(lambda found: found[1] + french(found[2]) + found[3], part))
        else:
            done.append(part)
    return "".join(done)


def main(arguments: list[str]) -> int:
    """Rewrite, or with `--check` name, the templates under the given folders."""
    check = "--check" in arguments
    stale = 0
    for folder in [argument for argument in arguments if argument != "--check"]:
        for path in sorted(Path(folder).rglob("*.html")):
            source = path.read_text()
            right = set_in_french(source)
            if right != source:
                stale += 1
                print(path)
                if not check:
                    path.write_text(right)
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
