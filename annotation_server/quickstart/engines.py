"""The two engines of a data folder, and the environment that Django finds them by."""

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.postgres import Postgres
from annotation_server.quickstart.processes import Program
from annotation_server.quickstart.valkey import Valkey


class Engines:
    """PostgreSQL and Valkey of our own, each unless the environment names another."""

    def __init__(self, folder: DataFolder, *, durable: bool = True) -> None:
        self.folder = folder
        own_database = not surroundings.given("DATABASE_URL")
        own_broker = not surroundings.given("REDIS_URL")
        self.postgres = Postgres(folder, durable=durable) if own_database else None
        self.valkey = Valkey(folder) if own_broker else None

    def all(self) -> list[Postgres | Valkey]:
        return [engine for engine in (self.postgres, self.valkey) if engine is not None]

    def programs(self) -> list[Program]:
        return [engine.program() for engine in self.all()]

    def environment(self) -> dict[str, str]:
        """What Django needs: addresses, secrets and the data folder. A value that is set wins."""
        folder, given = self.folder, surroundings.given
        postgres = self.postgres.url() if self.postgres else given("DATABASE_URL")
        return {
            "DATABASE_URL": postgres,
            "REDIS_URL": self.valkey.url if self.valkey else given("REDIS_URL"),
            "SECRET_KEY": given("SECRET_KEY") or folder.secret("secret-key"),
            "TANDEM_PSEUDONYM_KEY": given("TANDEM_PSEUDONYM_KEY") or folder.secret("pseudonym-key"),
            "TANDEM_DATA": str(folder.path),
            # The quick start serves plain http on the loopback interface only.
            "TANDEM_INSECURE_COOKIES": given("TANDEM_INSECURE_COOKIES") or "true",
            # What it says about engines of one's own stands in logs/web.log.
            "TANDEM_UNSAFE_ENGINES": given("TANDEM_UNSAFE_ENGINES") or "true",
        }
