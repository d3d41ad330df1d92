import errno
import os
import signal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg import store
from corpuspkg.errors import OutputError


def stand(root: Path, content: str) -> None:
    """A published package of one file."""
    with store.staging(root) as folder:
        (folder / "dist").mkdir()
        (folder / "dist" / "letters.csv").write_text(content)
        (folder / "datapackage.json").write_text(content)
        store.publish(folder, root)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def published(root: Path) -> tuple[str, str]:
    return (root / "dist" / "letters.csv").read_text(), (root / "datapackage.json").read_text()


def test_tables_are_written_alike_every_time(tmp_path: Path) -> None:
    table = pa.table({"key": ["a", "b"], "text": ['say "hi",\nplease', None], "number": [1, None]})
    first = store.write_table("t", table, tmp_path / "one")
    second = store.write_table("t", pa.concat_tables([table.slice(0, 1), table.slice(1)]), tmp_path / "two")
    assert first == second
    assert (tmp_path / "one/dist/t.csv").read_bytes() == b'key,text,number\na,"say ""hi"",\nplease",1\nb,,\n'
    assert pq.ParquetFile(tmp_path / "one/dist/t.parquet").read().equals(table)


def test_publishing_replaces_the_files_and_leaves_nothing_else(tmp_path: Path) -> None:
    stand(tmp_path, "old")
    (tmp_path / "dist" / "notes.md").write_text("mine")
    (tmp_path / "dist" / "retired_table.csv").write_text("ours, once")
    stand(tmp_path, "new")
    assert published(tmp_path) == ("new", "new")
    assert names(tmp_path) == ["datapackage.json", "dist"]
    assert names(tmp_path / "dist") == ["letters.csv", "notes.md"]


def test_a_failure_while_publishing_puts_the_old_files_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(tmp_path, "old")

    def fail(_: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match=r"No space left on device; the files that were there before are unchanged"):
        stand(tmp_path, "new")
    assert published(tmp_path) == ("old", "old")
    assert names(tmp_path) == ["datapackage.json", "dist"]


def test_a_full_disk_while_writing_leaves_the_old_files(tmp_path: Path) -> None:
    stand(tmp_path, "old")
    with pytest.raises(OutputError, match="No space left"), store.staging(tmp_path) as folder:
        (folder / "dist").mkdir()
        with Path("/dev/full").open("w") as full:
            full.write("x" * 100_000)
    assert published(tmp_path) == ("old", "old")
    assert names(tmp_path) == ["datapackage.json", "dist"]


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_while_writing_leaves_the_old_files(tmp_path: Path) -> None:
    stand(tmp_path, "old")
    with pytest.raises(KeyboardInterrupt), store.staging(tmp_path) as folder:
        (folder / "dist").mkdir()
        signal.raise_signal(signal.SIGINT)
    assert published(tmp_path) == ("old", "old")
    assert names(tmp_path) == ["datapackage.json", "dist"]


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_while_publishing_waits_until_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(tmp_path, "old")
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        stand(tmp_path, "new")
    assert published(tmp_path) == ("new", "new")


def test_what_a_killed_run_took_away_is_put_back(tmp_path: Path) -> None:
    stand(tmp_path, "old")
    left_over = tmp_path / ".corpuspkg-staging-killed"
    left_over.mkdir()
    (tmp_path / "dist").rename(left_over / "retired")
    with store.staging(tmp_path):
        assert published(tmp_path) == ("old", "old")
        assert not left_over.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"), store.staging(tmp_path):
        pass


def test_a_missing_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file or directory"), store.staging(tmp_path / "none"):
        pass
