from projections.columns import HOUSEHOLD_ANSWERS, PERSON_ANSWERS, ROW_TABLES
from projections.row_store import Connection

COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'projection' AND table_name = %s ORDER BY ordinal_position
"""


def columns_of(connection: Connection, table: str) -> dict[str, str]:
    return dict(connection.execute(COLUMNS, [table]).fetchall())


def test_every_row_table_has_the_columns_that_are_written(connection: Connection) -> None:
    for table in ROW_TABLES:
        assert set(columns_of(connection, table.name)) == set(table.columns)


def test_each_item_of_the_form_has_a_column_of_its_kind(connection: Connection) -> None:
    for table, answers in (("household_row", HOUSEHOLD_ANSWERS), ("person_row", PERSON_ANSWERS)):
        types = columns_of(connection, table)
        assert {c.name: types[c.name] for c in answers} == {c.name: c.sql_type for c in answers}


def test_no_column_holds_what_names_a_person(connection: Connection) -> None:
    for table in ROW_TABLES:
        assert not {"d1", "d3", "name", "id"} & set(columns_of(connection, table.name))


def test_every_key_and_index_begins_with_the_book(connection: Connection) -> None:
    found = connection.execute(
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'projection'"
    ).fetchall()
    assert len(found) >= 2 * len(ROW_TABLES)
    for table, definition in found:
        assert "(book_id, " in definition, table


def test_the_service_may_write_and_close_rows_and_nothing_else(connection: Connection) -> None:
    granted = connection.execute(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'projection' AND grantee = current_user"
    ).fetchall()
    expected = {(t.name, p) for t in ROW_TABLES for p in ("SELECT", "INSERT", "DELETE")}
    assert set(granted) == expected | {("tracking", "SELECT"), ("tracking", "INSERT")}
    updatable = connection.execute(
        "SELECT table_name, column_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'projection' AND grantee = current_user"
        " AND privilege_type = 'UPDATE'"
    ).fetchall()
    assert set(updatable) == {(t.name, "valid_to") for t in ROW_TABLES} | {("tracking", "position")}
