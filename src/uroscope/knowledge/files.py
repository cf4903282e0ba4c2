"""Strict reading of YAML: no surprises, no duplicate keys, and the line of everything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from uroscope.errors import KnowledgeError, Problem

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """A parsed file that still knows where each value stands."""

    path: Path
    data: Any
    node: Any

    def line(self, location: Sequence[str | int] = ()) -> int:
        """Return the line [1-based] of the value at a path of keys and positions."""
        node = self.node
        for step in location:
            if hasattr(node, "value") and isinstance(node.value, list) and node.value:
                if isinstance(step, int) and not isinstance(node.value[0], tuple):
                    node = node.value[min(step, len(node.value) - 1)]
                    continue
                match = (
                    next(
                        (v for k, v in node.value if isinstance(k.value, str) and k.value == step),
                        None,
                    )
                    if isinstance(node.value[0], tuple)
                    else None
                )
                if match is not None:
                    node = match
                    continue
            break
        return 1 if node is None else int(node.start_mark.line) + 1


def read_yaml(path: Path) -> Document:
    """Read one YAML file strictly.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Document
        Plain data: text, int, float, true/false, null; `no`, `24:00` and dates stay text.

    Raises
    ------
    KnowledgeError
        If the file is not YAML, is not UTF-8, or a key stands twice.
    """
    import yaml

    class Strict(yaml.SafeLoader):
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012

    for tag, pattern, first in (
        ("null", r"^(?:~|null|)$", ["~", "n", ""]),
        ("bool", r"^(?:true|false)$", list("tf")),
        ("int", r"^[-+]?(?:0|[1-9]\d*)$", list("-+0123456789")),
        ("float", r"^[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?$", list("-+0123456789.")),
    ):
        Strict.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)

    problems: list[Problem] = []

    def mapping(loader: Any, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = loader.construct_object(key_node, deep=True)
            if isinstance(key, list | dict):
                raise yaml.constructor.ConstructorError(
                    None, None, "a list or a mapping cannot be a key", key_node.start_mark
                )
            if key in seen:
                line = key_node.start_mark.line + 1
                problems.append(
                    Problem(path.name, line, f"the key {key!r} stands twice", "keep one of them")
                )
            seen.add(key)
        return dict(yaml.SafeLoader.construct_mapping(loader, node, deep=True))

    Strict.add_constructor("tag:yaml.org,2002:map", mapping)
    try:
        loader = Strict(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or "not YAML"
        raise KnowledgeError([Problem(path.name, line, what, "correct the YAML there")]) from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            [Problem(path.name, 1, "the file is not UTF-8 text", "save it as UTF-8")]
        ) from error
    if problems:
        raise KnowledgeError(problems)
    return Document(path, data, node)


def check(
    document: Document, model: type[Model], data: Any = None, at: Sequence[str | int] = ()
) -> Model:
    """Validate (a part of) a document against a schema.

    Parameters
    ----------
    document : Document
        The file the data came from.
    model : type of BaseModel
        The schema.
    data : optional
        The part to check; the whole document when left out.
    at : sequence of str or int
        Where that part stands in the document, for line numbers.

    Returns
    -------
    Model
        The validated part.

    Raises
    ------
    KnowledgeError
        All problems of the part, each with file, line and cure.
    """
    try:
        return model.model_validate(document.data if data is None else data)
    except ValidationError as error:
        problems = []
        for item in error.errors():
            location = [*at, *item["loc"]]
            name = ".".join(str(step) for step in location) or "the file"
            cure = (
                "remove it or correct its spelling"
                if item["type"] == "extra_forbidden"
                else ("correct the value")
            )
            if item["type"] == "missing":
                cure = f"add {item['loc'][-1]!r}"
            seen = "" if item["type"] == "missing" else f" (seen: {str(item['input'])[:60]!r})"
            problems.append(
                Problem(
                    document.path.name,
                    document.line(location),
                    f"{name}: {item['msg']}{seen}",
                    cure,
                )
            )
        raise KnowledgeError(problems) from error
