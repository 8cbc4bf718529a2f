"""The planner's knowledge of a table, made new in the transaction that fills it."""

from django.db import connection, models

MANY = 1000


def refresh_statistics(model: type[models.Model], added: int) -> None:
    """Count a table anew after many rows were added to it; after few, nothing happens.

    PostgreSQL counts by itself only what is committed. Until then a session goes on with plans from
    when the table was small: its foreign keys would read all of it for every row at the commit.
    """
    if added >= MANY:
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
