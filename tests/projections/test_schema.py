from domain.forms import DEATH_IDENTIFIER_ITEMS, FORMS, IDENTIFIER_ITEMS
from projections.columns import ROW_TABLES
from projections.row_store import Connection

COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'projection' AND table_name = %s ORDER BY ordinal_position
"""
OTHERS = ("doubt_row", "transfer_row", "change_fault_row")
"""Tables without a history of rows."""


def columns_of(connection: Connection, table: str) -> dict[str, str]:
    return dict(connection.execute(COLUMNS, [table]).fetchall())


def test_every_row_table_has_the_columns_that_are_written(connection: Connection) -> None:
    for table in ROW_TABLES:
        assert set(columns_of(connection, table.name)) == set(table.columns)


def test_each_item_of_the_form_has_a_column_of_its_kind(connection: Connection) -> None:
    for table in ROW_TABLES:
        types = columns_of(connection, table.name)
        assert {c.name: types[c.name] for c in table.answers} == {
            c.name: c.sql_type for c in table.answers
        }


def test_every_item_of_the_four_forms_that_is_not_sealed_has_a_column() -> None:
    kept = {c.item for table in ROW_TABLES for c in table.answers}
    for form in FORMS.values():
        for item in (*form.household_items, *form.person_items, *form.death_items):
            assert (item.code in kept) is not item.sealed or item.code == "household", item.code


def test_no_column_holds_what_names_a_person(connection: Connection) -> None:
    for table in ROW_TABLES:
        sealed = {code.lower() for code in IDENTIFIER_ITEMS | DEATH_IDENTIFIER_ITEMS}
        assert not sealed & set(columns_of(connection, table.name))


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
        " WHERE table_schema = 'projection' AND grantee = current_user AND table_name <> ALL(%s)",
        [list(OTHERS)],
    ).fetchall()
    expected = {(t.name, p) for t in ROW_TABLES for p in ("SELECT", "INSERT", "DELETE")}
    assert set(granted) == expected | {("tracking", "SELECT"), ("tracking", "INSERT")}
    updatable = connection.execute(
        "SELECT table_name, column_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'projection' AND grantee = current_user"
        " AND privilege_type = 'UPDATE' AND table_name <> ALL(%s)",
        [list(OTHERS)],
    ).fetchall()
    assert set(updatable) == {(t.name, "valid_to") for t in ROW_TABLES} | {
        *(("tracking", "position"), ("tracking", "rows_version"))
    }
