"""The tables themselves: constraints and triggers are in force, and no row points nowhere."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg2.sql import SQL, Identifier, Literal

from annotation_server.upkeep.queries.checks import Check, by_sql, found

TRIGGERS = ("judgement_is_written_once", "audit_is_append_only")
ORPHANS = SQL("""
    SELECT {name} || ' ' || row.{key}::text FROM {table} row
    WHERE row.{column} IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM {target} there WHERE there.{target_key} = row.{column})
""")


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("annotation_server."):
            yield model


def column_of(field: "models.Field[Any, Any]") -> str:
    return field.column or field.name


def missing_constraints() -> Iterator[str]:
    """Names of constraints and unique indexes that the models have and the database has not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE convalidated UNION ALL "
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indisunique AND i.indisvalid"
        )
        there = {name for (name,) in cursor.fetchall()}
    for model in our_models():
        for constraint in model._meta.constraints:
            if constraint.name not in there:
                yield f"{model._meta.db_table}: {constraint.name}"


def sleeping_triggers() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgname = ANY(%s)",
            [list(TRIGGERS)],
        )
        awake = {name for (name,) in cursor.fetchall()}
    yield from sorted(set(TRIGGERS) - awake)


def rows_that_point_nowhere() -> Iterator[str]:
    """Rows whose foreign key has no row behind it: only possible where keys were not in force."""
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                target = field.remote_field.model._meta
                statement = ORPHANS.format(
                    name=Literal(f"{model._meta.db_table}.{field.column}"),
                    key=Identifier(column_of(model._meta.pk)),
                    table=Identifier(model._meta.db_table),
                    column=Identifier(column_of(field)),
                    target=Identifier(target.db_table),
                    target_key=Identifier(column_of(field.target_field)),
                )
                yield from found(statement.as_string(connection.connection))


TABLE_CHECKS = (
    Check("constraint_missing", "A constraint is not in force", missing_constraints),
    Check(
        "trigger_missing",
        "A trigger that keeps rows from being changed is gone or disabled",
        sleeping_triggers,
    ),
    Check("orphan_row", "A row points to another that is not there", rows_that_point_nowhere),
    by_sql(
        "work_without_lease",
        "Work counts as running, but has no lease and so is never taken up again",
        """SELECT 'video ' || id FROM catalog_video WHERE state = 'running' AND leased_until IS NULL
           UNION ALL SELECT 'import ' || id FROM catalog_import
           WHERE state = 'running' AND leased_until IS NULL
           UNION ALL SELECT 'deletion ' || id FROM catalog_filedeletion
           WHERE state = 'running' AND leased_until IS NULL
           UNION ALL SELECT 'export ' || id FROM exports_export
           WHERE state = 'running' AND leased_until IS NULL""",
    ),
    by_sql(
        "video_without_rendition",
        "A video counts as done without a rendition, or has one and is not done",
        """SELECT 'video ' || video.id FROM catalog_video video
           LEFT JOIN catalog_rendition rendition ON rendition.video_id = video.id
           WHERE (video.state = 'done') <> (rendition.id IS NOT NULL)""",
    ),
)
