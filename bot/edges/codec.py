"""Frozen dataclasses to plain JSON values and back, by their type hints alone.

Law: `decode(T, encode(value)) == value`. Times are UTC in ISO 8601 with 'Z'; tuples are lists; a key
that this version doesn't know is passed over (a newer bot wrote it), a missing one takes the default.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class CodecError(ValueError):
    """The JSON doesn't say what the type wants; the text names the place."""


def encode(value: object) -> Any:
    """Plain JSON values of a dataclass and all in it. Raises CodecError for a time without zone, or for a
    type that JSON has no word for."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return encode_time(value)
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise CodecError(f"no JSON for {type(value).__name__}")


def encode_time(value: datetime) -> str:
    """UTC, 'Z' at the end, microseconds only when there are any."""
    if value.tzinfo is None:
        raise CodecError(f"a time without zone: {value}")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decode(kind: type[T], value: object) -> T:
    """The value of that type. Raises CodecError, naming the place, when the JSON does not fit."""
    result: T = _decode(kind, value, kind.__name__)
    return result


def _decode(kind: Any, value: object, place: str) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), value, place)
    if origin is Literal:
        return _expect(value in get_args(kind), value, place)
    if origin is tuple:
        return _decode_tuple(get_args(kind), value, place)
    if origin is not None and issubclass(origin, Mapping):
        return _decode_mapping(get_args(kind)[1], value, place)
    if kind is datetime:
        return decode_time(value, place)
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, value, place)
    return _decode_plain(kind, value, place)


def _expect(fits: bool, value: object, place: str) -> object:
    if not fits:
        raise CodecError(f"{place}: unexpected {_name(value)}")
    return value


def _name(value: object) -> str:
    """What sort of value it is: what people wrote stays out of errors, which go into logs."""
    return "null" if value is None else type(value).__name__


def _decode_plain(kind: Any, value: object, place: str) -> object:
    """bool is an int in Python, not in JSON; a whole float may stand as an int."""
    if kind is float and type(value) is int:
        return float(value)
    return _expect(type(value) is kind, value, place)


def _decode_union(kinds: tuple[Any, ...], value: object, place: str) -> Any:
    """`X | None` is all the model needs."""
    if value is None and type(None) in kinds:
        return None
    (kind,) = (each for each in kinds if each is not type(None))
    return _decode(kind, value, place)


def _decode_tuple(kinds: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    _expect(isinstance(value, list), value, place)
    assert isinstance(value, list)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_decode(kinds[0], item, f"{place}[{at}]") for at, item in enumerate(value))
    _expect(len(value) == len(kinds), value, place)
    return tuple(
        _decode(kind, item, f"{place}[{at}]")
        for at, (kind, item) in enumerate(zip(kinds, value, strict=True))
    )


def _decode_mapping(kind: Any, value: object, place: str) -> dict[str, Any]:
    _expect(isinstance(value, dict), value, place)
    assert isinstance(value, dict)
    return {key: _decode(kind, item, f"{place}.{key}") for key, item in value.items()}


def decode_time(value: object, place: str = "time") -> datetime:
    """An aware datetime in UTC."""
    _expect(isinstance(value, str), value, place)
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise CodecError(f"{place}: not a time") from error
    _expect(time.tzinfo is not None, value, place)
    return time.astimezone(UTC)


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode_dataclass(kind: Any, value: object, place: str) -> Any:
    _expect(isinstance(value, dict), value, place)
    assert isinstance(value, dict)
    hints = _hints(kind)
    known = {
        f.name: _decode(hints[f.name], value[f.name], f"{place}.{f.name}")
        for f in dataclasses.fields(kind)
        if f.name in value
    }
    try:
        return kind(**known)
    except TypeError as error:  # a field without default is missing
        raise CodecError(f"{place}: {error}") from error
