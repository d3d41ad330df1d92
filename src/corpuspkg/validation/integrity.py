"""Check a resource's files as bytes: they are there, and have the size and hash that the descriptor states."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpuspkg.validation.package import Resource
    from corpuspkg.validation.report import Log

_ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_BLOCK = 2**20


def check_files(resource: Resource, log: Log, digests: Mapping[Path, str] | None = None) -> tuple[str, ...]:
    """Check a resource's files.

    Args:
        resource: The resource.
        log: Takes what is wrong.
        digests: SHA-256 of files that were read already, by their paths.

    Returns:
        The files that are there.
    """
    there = []
    for file in resource.files:
        path = resource.folder / file
        if path.is_file():
            there.append(file)
        else:
            what = "is a folder" if path.is_dir() else "is missing"
            log.add("file-missing", f"{file} {what}", resource=resource.name, file=file)
    if len(there) == len(resource.files) and there:
        paths = [resource.folder / file for file in there]
        _check_size(resource, paths, log)
        _check_hash(resource, paths, log, digests or {})
        for part in resource.parts() if resource.stated else ():
            _check_size(part, [part.folder / part.files[0]], log)
            _check_hash(part, [part.folder / part.files[0]], log, digests or {})
    return tuple(there)


def _check_size(resource: Resource, paths: list[Path], log: Log) -> None:
    size = sum(path.stat().st_size for path in paths)
    if resource.bytes is not None and size != resource.bytes:
        message = f"{size:,} bytes where the descriptor says {resource.bytes:,}"
        log.add("bytes-mismatch", message, resource=resource.name, file=resource.files[0])


def _check_hash(resource: Resource, paths: list[Path], log: Log, digests: Mapping[Path, str]) -> None:
    if resource.hash is None:
        return
    algorithm, _, stated = resource.hash.rpartition(":")
    algorithm = algorithm.lower().replace("-", "") or "md5"
    if algorithm not in _ALGORITHMS:
        log.add("hash-unknown", f"{algorithm} is not known", resource=resource.name, file=resource.files[0])
        return
    known = digests.get(paths[0]) if len(paths) == 1 and algorithm == "sha256" else None
    found = known or _digest(algorithm, paths)
    if found != stated.lower():
        message = f"{algorithm} is {found} where the descriptor says {stated}"
        log.add("hash-mismatch", message, resource=resource.name, file=resource.files[0])


def _digest(algorithm: str, paths: list[Path]) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for path in paths:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
