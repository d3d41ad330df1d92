"""Unpack a compressed stream into a file: in a stream no place can be gone to, and shares are read by their places."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

_BLOCK = 1 << 16
_OPENERS: dict[str, Callable[[Path], Any]] = {
    "gzip": gzip.GzipFile,
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": lambda path: pa.input_stream(path, compression="zstd", buffer_size=_BLOCK),
}


def unpack(path: Path, compression: str, target: Path) -> str | None:
    """Unpack a file.

    Args:
        path: The file.
        compression: A value of `corpuspkg.pipeline.kinds.COMPRESSIONS`.
        target: The file to write.

    Returns:
        Why what follows is lost, where the stream ends early or is damaged; all before that was written.
    """
    lost = None
    with target.open("wb") as out:
        try:
            with _OPENERS[compression](path) as stream:
                # read() would drop what it has when it comes to the damaged place.
                read = stream.read if compression == "zstd" else stream.read1
                while block := read(_BLOCK):
                    out.write(block)
        except (EOFError, zlib.error, lzma.LZMAError, pa.ArrowException, gzip.BadGzipFile) as error:
            lost = str(error)
        except OSError as error:
            if error.errno is not None:
                raise
            # bz2 and pyarrow say so of damaged data.
            lost = str(error)
        out.flush()
        os.fsync(out.fileno())
    return lost
