"""Frozen dataclasses to plain JSON values and back, by their type hints alone.

Law: `decode(T, encode(value)) == value`. Times are UTC in ISO 8601 with 'Z'; tuples are lists; a key
that this version doesn't know is passed over (a newer bot wrote it), a missing one takes the default.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import repeat
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Decoder = Callable[[object], Any]
_PLAIN = frozenset((str, bool, int, float, type(None)))


class CodecError(ValueError):
    """The JSON doesn't say what the type wants; the text names the place."""


def encode(value: object) -> Any:
    """Plain JSON values of a dataclass and all in it. Raises CodecError for a time without zone, or for a
    type that JSON has no word for."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if (names := _names(kind)) is not None:
        return {name: encode(getattr(value, name)) for name in names}
    if isinstance(value, datetime):
        return encode_time(value)
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, str | bool | int | float):
        return value
    raise CodecError(f"no JSON for {kind.__name__}")


@cache
def _names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for what is none."""
    return tuple(f.name for f in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None


def encode_time(value: datetime) -> str:
    """UTC, 'Z' at the end, microseconds only when there are any."""
    if value.tzinfo is None:
        raise CodecError(f"a time without zone: {value}")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decode(kind: type[T], value: object) -> T:
    """The value of that type. Raises CodecError, naming the place, when the JSON does not fit."""
    try:
        result: T = _decoder(kind)(value)  # type: ignore[arg-type]
    except _Misfit as error:
        raise CodecError(f"{kind.__name__}{error.place}: {error.what}") from error
    return result


class _Misfit(Exception):
    """What is wrong, and where: the place grows from the inside out."""

    def __init__(self, what: str, place: str = "") -> None:
        super().__init__(what)
        self.what, self.place = what, place

    def inside(self, place: str) -> _Misfit:
        return _Misfit(self.what, place + self.place)


@cache
def _decoder(kind: Any) -> Decoder:
    """Made once for each type: a case is read for every message, its type hints need not be."""
    origin = get_origin(kind)
    if kind is Any:
        return lambda value: value
    if origin in (Union, types.UnionType):
        return _union_decoder(get_args(kind))
    if origin is Literal:
        words = frozenset(get_args(kind))
        return lambda value: _expect(isinstance(value, str) and value in words, value)
    if origin is tuple:
        return _tuple_decoder(get_args(kind))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(_decoder(get_args(kind)[1]))
    if kind is datetime:
        return _decode_time
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    return _plain_decoder(kind)


def _expect(fits: bool, value: object) -> Any:
    if not fits:
        raise _Misfit(f"unexpected {_name(value)}")
    return value


def _name(value: object) -> str:
    """What sort of value it is: what people wrote stays out of errors, which go into logs."""
    return "null" if value is None else type(value).__name__


def _plain_decoder(kind: Any) -> Decoder:
    """bool is an int in Python, not in JSON; a whole float may stand as an int."""

    def plain(value: object) -> Any:
        if type(value) is kind:
            return value
        return float(_expect(kind is float and type(value) is int, value))

    return plain


def _union_decoder(kinds: tuple[Any, ...]) -> Decoder:
    """`X | None` is all the model needs."""
    (kind,) = (each for each in kinds if each is not type(None))
    inner = _decoder(kind)
    return lambda value: None if value is None else inner(value)


def _tuple_decoder(kinds: tuple[Any, ...]) -> Decoder:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        each = _decoder(kinds[0])
        return lambda value: _decode_items(_expect_list(value), repeat(each))
    inner = [_decoder(kind) for kind in kinds]

    def fixed(value: object) -> tuple[Any, ...]:
        _expect(len(_expect_list(value)) == len(inner), value)
        return _decode_items(_expect_list(value), inner)

    return fixed


def _expect_list(value: object) -> list[object]:
    _expect(isinstance(value, list), value)
    assert isinstance(value, list)
    return value


def _decode_items(items: list[object], decoders: Iterable[Decoder]) -> tuple[Any, ...]:
    decoded: list[Any] = []
    try:
        for inner, item in zip(decoders, items, strict=False):  # of one length, or endless
            decoded.append(inner(item))
    except _Misfit as error:
        raise error.inside(f"[{len(decoded)}]") from error
    return tuple(decoded)


def _mapping_decoder(inner: Decoder) -> Decoder:
    def mapping(value: object) -> dict[str, Any]:
        _expect(isinstance(value, dict), value)
        assert isinstance(value, dict)
        key = ""
        decoded: dict[str, Any] = {}
        try:
            for key, item in value.items():
                decoded[key] = inner(item)
        except _Misfit as error:
            raise error.inside(f".{key}") from error
        return decoded

    return mapping


def decode_time(value: object, place: str = "time") -> datetime:
    """An aware datetime in UTC."""
    try:
        return _decode_time(value)
    except _Misfit as error:
        raise CodecError(f"{place}: {error.what}") from error


def _decode_time(value: object) -> datetime:
    _expect(isinstance(value, str), value)
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _Misfit("not a time") from error
    _expect(time.tzinfo is not None, value)
    return time.astimezone(UTC)


def _dataclass_decoder(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    inner = [(name, _decoder(hints[name])) for name in _names(kind) or ()]

    def whole(value: object) -> Any:
        _expect(isinstance(value, dict), value)
        assert isinstance(value, dict)
        known: dict[str, Any] = {}
        name = ""
        try:
            for name, read in inner:
                if name in value:
                    known[name] = read(value[name])
        except _Misfit as error:
            raise error.inside(f".{name}") from error
        try:
            return kind(**known)
        except TypeError as error:  # a field without default is missing
            raise _Misfit(str(error)) from error

    return whole
