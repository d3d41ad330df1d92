"""Upload a release that stands in `build/release/<version>/`: to a package index, or to an archive that gives a DOI."""

from corpuspkg.publish.depositing import Deposit, deposit
from corpuspkg.publish.indexing import upload_commands, upload_distributions
from corpuspkg.publish.released import Released, read_release

__all__ = ["Deposit", "Released", "deposit", "read_release", "upload_commands", "upload_distributions"]
