package dev.lokistore.shell.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Commands whose {@code --to} says where something goes, and not when it ends: {@code export --to DIR}. There the end of the
 * time range is {@code --until}, or {@code --to} in front of the command's name.
 */
final class OwnTo {
    private static final String TO = "--to";

    private OwnTo() {}

    /**
     * Takes the inherited option away and gives the command its own; {@code CommandSpec.optionsMap()} then has its value.
     *
     * @param required whether the command cannot do without
     * @param paramLabel what it takes
     * @param type of that
     */
    static void declare(CommandSpec spec, boolean required, String paramLabel, Class<?> type, String description) {
        spec.remove(spec.findOption(TO));
        spec.addOption(OptionSpec.builder(TO)
                .required(required)
                .paramLabel(paramLabel)
                .type(type)
                .description(description + " (the end of a time range is --until here)")
                .build());
    }
}
