package dev.lokistore.shell.command;

import dev.lokistore.shell.config.Environment;
import java.util.Locale;

/** What {@code --color} accepts. */
enum ColourMode {
    AUTO,
    ALWAYS,
    NEVER;

    /** @param terminal whether the stream is one */
    boolean on(boolean terminal, Environment environment) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                terminal
                        && environment.get("NO_COLOR").isEmpty()
                        && !environment.get("TERM").orElse("").equals("dumb");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
