"""What is wrong with an archive; each names the file within it.

ArchiveError
├── ArchiveFolderUnusable   the folder or a file in it cannot be read or written
├── ArchiveFolderOpen       others than this user may look into the folder
├── ArchiveUnderWay         another writing of it has not ended
├── ArchiveMissing          the folder holds no manifest
├── ArchiveOfAnotherBook    the folder holds what this book never said
├── ManifestDamaged         the manifest is not what was written
├── ArchiveFileMissing      a file of the manifest is not there
├── ArchiveFileDamaged      a file is not the one of the manifest, or not of its form
├── ArchivedEntryAltered    an entry does not fit its digest, its columns or its place
├── ArchiveRootDiffers      the entries are not those of the root, or of the checkpoint
└── ArchivedRowsDiffer      the rows are not those that the archived book gives
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledger.errors import LedgerError


class ArchiveError(LedgerError):
    """``details()`` names the file relative to the archive's folder, and the position if known.

    Where the folder itself is what is wrong it names that, as it was given.
    """

    def __init__(
        self,
        file: str = "",
        *,
        folder: Path | None = None,
        position: int | None = None,
        said: str = "",
    ) -> None:
        super().__init__()
        named = "" if folder is None else str(folder)
        told: dict[str, object] = {
            "folder": named,
            "file": file,
            "position": position,
            "said": said,
        }
        # A position of 0 is told; ``None`` and nothing said are not.
        self._details = {name: value for name, value in told.items() if value not in {None, ""}}

    def details(self) -> Mapping[str, object]:
        """``folder``, ``file``, ``position`` and what the system ``said``, as far as known."""
        return self._details


class ArchiveFolderUnusable(ArchiveError):
    """The system refuses: no such folder, no right, no space."""

    code = "archive-folder-unusable"
    zh = "归档目录或其中的文件无法读写"
    en = "The archive's folder, or a file in it, cannot be read or written"


class ArchiveFolderOpen(ArchiveError):
    """An archive holds answers in clear; whose the folder is decides, so that it is not changed."""

    code = "archive-folder-open"
    zh = "归档目录属于他人或可被他人查看；请改为仅本用户可用（chmod 700），或另选尚不存在的目录"
    en = (
        "The archive's folder is another's, or others can look into it; make it yours alone "
        "(chmod 700), or name one that is not there yet"
    )


class ArchiveUnderWay(ArchiveError):
    """One writer at a time; it holds the lock of the folder until it ends or is killed."""

    code = "archive-under-way"
    zh = "另一归档正在写入此目录，请待其结束后再试"
    en = "Another archiving writes to this folder at the moment; try again when it has ended"


class ArchiveMissing(ArchiveError):
    """There is no manifest: no archive, or one whose first writing was cut off."""

    code = "archive-missing"
    zh = "目录中没有完成的归档（缺少 manifest.json）"
    en = "The folder holds no finished archive (no manifest.json)"


class ArchiveOfAnotherBook(ArchiveError):
    """Another book's, or another past of this one; an archive is extended by its own book alone."""

    code = "archive-of-another-book"
    zh = "目录中的归档属于另一账簿，或与本账簿的历史不符；请另选目录"
    en = "The folder holds another book's archive, or another past of this one; take a new folder"


class ManifestDamaged(ArchiveError):
    """Not JSON, not of the format, or its parts contradict each other."""

    code = "archive-manifest-damaged"
    zh = "归档清单已损坏或自相矛盾"
    en = "The archive's manifest is damaged, or contradicts itself"


class ArchiveFileMissing(ArchiveError):
    """The manifest names it."""

    code = "archive-file-missing"
    zh = "归档中缺少清单所列的文件"
    en = "A file that the manifest names is not in the archive"


class ArchiveFileDamaged(ArchiveError):
    """Truncated, changed, exchanged, or with other rows than the manifest says."""

    code = "archive-file-damaged"
    zh = "归档文件与清单不符：被截断、改动或调换"
    en = "A file of the archive is not the one of the manifest: cut off, changed or exchanged"


class ArchivedEntryAltered(ArchiveError):
    """Found by hashing it again."""

    code = "archived-entry-altered"
    zh = "条目与其摘要、各列或位置不符"
    en = "An entry does not fit its digest, its columns or its place"


class ArchiveRootDiffers(ArchiveError):
    """Every file is as the manifest says, and yet together they are another tree."""

    code = "archive-root-differs"
    zh = "各条目的树根与清单或检查点不符"
    en = "The entries' root is not that of the manifest, or not that of its checkpoint"


class ArchivedRowsDiffer(ArchiveError):
    """The rows made from the archived entries say otherwise; neither those nor these are kept."""

    code = "archived-rows-differ"
    zh = "归档的汇总行与由归档条目重建的不一致，未作恢复"
    en = "The archived rows are not those that the archived entries give; nothing was restored"
