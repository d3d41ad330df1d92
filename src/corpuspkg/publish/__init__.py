"""Upload a release that stands in `build/release/<version>/`: to a package index, or to an archive that gives a DOI."""

from corpuspkg.publish.depositing import TOKEN_VARIABLE, Deposit, deposit
from corpuspkg.publish.indexing import mask, upload_commands, upload_distributions
from corpuspkg.publish.released import Released, read_release
from corpuspkg.publish.sending import Request, Send, rehearse, sender

__all__ = [
    "TOKEN_VARIABLE",
    "Deposit",
    "Released",
    "Request",
    "Send",
    "deposit",
    "mask",
    "read_release",
    "rehearse",
    "sender",
    "upload_commands",
    "upload_distributions",
]
