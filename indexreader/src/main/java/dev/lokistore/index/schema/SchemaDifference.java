package dev.lokistore.index.schema;

import java.time.LocalDate;

/**
 * Something in which a store is not as its configuration says.
 *
 * @param from first day of data it concerns, UTC
 * @param through last day, inclusive
 * @param field Loki's name of the setting, such as {@code schema} or {@code index.prefix}
 * @param configured its value in the configuration; {@code none} where no period is configured
 * @param found what the store shows
 */
public record SchemaDifference(LocalDate from, LocalDate through, String field, String configured, String found) {
    @Override
    public String toString() {
        String days = from.equals(through) ? from.toString() : from + " to " + through;
        return days + ": " + field + " is " + configured + " in the configuration, " + found + " in the store";
    }
}
