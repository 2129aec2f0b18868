package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** The row at which a result stands. SQLite stores any type in any column, so each value is checked for its own. */
final class Row {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");

    private final String file;
    private final ResultSet result;

    Row(String file, ResultSet result) {
        this.file = file;
        this.result = result;
    }

    /** @param column from 1 */
    String text(int column) throws SQLException, CorruptDataException {
        if (result.getObject(column) instanceof String text) {
            return text;
        }
        throw wrong(column, "a text");
    }

    /**
     * A whole number, stored as one or as its decimal text.
     *
     * @param column from 1
     */
    long number(int column) throws SQLException, CorruptDataException {
        Object value = result.getObject(column);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof String text && NUMBER.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException tooLarge) {
                throw wrong(column, "a number of 64 bit");
            }
        }
        throw wrong(column, "a whole number");
    }

    /** @param column from 1 */
    boolean isNull(int column) throws SQLException {
        return result.getObject(column) == null;
    }

    private CorruptDataException wrong(int column, String expected) throws SQLException {
        Object value = result.getObject(column);
        String found =
                value == null ? "null" : value instanceof byte[] bytes ? bytes.length + " bytes" : "'" + value + "'";
        String what = "column " + result.getMetaData().getColumnName(column);
        return new CorruptDataException(file, 0, what, expected, found);
    }
}
