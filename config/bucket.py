"""Papers in a bucket that speaks S3, where ``S3_URL`` names one. Nobody else imports this: the library is
an extra."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

PATIENCE = 3
"""Seconds until a bucket that says nothing counts as away, twice: people wait for a page meanwhile."""


class Bucket(S3Storage):  # type: ignore[misc]
    """Files are private, never written over, and read through the site alone."""

    def get_default_settings(self) -> dict[str, Any]:
        """What holds for every bucket; the settings bring the rest."""
        talk = Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            retries={"total_max_attempts": 2, "mode": "standard"},
            # Checksums of newer kinds are asked for by few servers, and not understood by all.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        known: dict[str, Any] = super().get_default_settings()
        return known | {"client_config": talk, "file_overwrite": False, "default_acl": None}
