"""Where the installed corpora are: the one that comes with this package, and those of other distributions.

A distribution makes its corpus known by an entry point of the group `corpuspkg.corpora`: its name is the corpus's name,
its value the import package that carries `data/datapackage.json` (in a checkout: `datapackage.json` at the root, two
folders above the import package). Nothing of that package is executed.
"""

from __future__ import annotations

from pathlib import Path

from corpuspkg.errors import PackageError, UnknownNameError

GROUP = "corpuspkg.corpora"
OWN = "corpuspkg"
DESCRIPTOR = "datapackage.json"


def corpus_names() -> tuple[str, ...]:
    """Names of the installed corpora, this package's own first."""
    return (OWN, *sorted(_registered().keys() - {OWN}))


def corpus_folder(name: str | None = None) -> Path:
    """Folder that holds the corpus's `datapackage.json`.

    Args:
        name: One of `corpus_names()`; None for this package's own corpus.

    Raises:
        UnknownNameError: No such corpus is installed.
        PackageError: It is installed without its data, or two distributions claim the name.
    """
    if name is None or name == OWN:
        return _data_folder(Path(__file__).resolve().parent, OWN)
    modules = _registered().get(name)
    if modules is None:
        raise UnknownNameError("corpus", name, corpus_names())
    if len(modules) > 1:
        raise PackageError(
            f"two distributions call their corpus {name!r}: {', '.join(sorted(modules))}", hint="uninstall one of them"
        )
    (module,) = modules
    return _data_folder(_module_folder(module, name), name)


def _registered() -> dict[str, set[str]]:
    """Import packages by the name of the corpus they carry."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - the own corpus is found without it

    registered: dict[str, set[str]] = {}
    for entry in entry_points(group=GROUP):
        registered.setdefault(entry.name, set()).add(entry.module)
    return registered


def _module_folder(module: str, corpus: str) -> Path:
    from importlib.util import find_spec  # noqa: PLC0415 - the own corpus is found without it

    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise PackageError(f"the package {module!r} of corpus {corpus!r} is missing", hint="reinstall it")
    return Path(next(iter(spec.submodule_search_locations))).resolve()


def _data_folder(module_folder: Path, corpus: str) -> Path:
    for folder in (module_folder / "data", module_folder.parents[1]):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise PackageError(
        f"corpus {corpus!r} is installed without its data",
        path=module_folder / "data" / DESCRIPTOR,
        hint="reinstall it; in a checkout, run: make build",
    )
