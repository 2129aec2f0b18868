package dev.lokistore.shell.interactive;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What an option or an argument takes, as its label on the help page says. */
enum ArgumentKind {
    STORE,
    OPEN_STORE,
    STORE_OR_TENANT,
    TENANT,
    FINDING,
    TIME,
    DAY,
    FILE,
    PLACE,
    FOLDER,
    SELECTOR,
    LABEL,
    GROUP,
    CHUNK,
    CHUNK_OR_FILE,
    ANYTHING,
    COMMAND,
    /** What picocli knows, or nobody. */
    OTHER;

    static ArgumentKind of(CommandSpec command, ArgSpec argument) {
        String name = command.name();
        boolean tenant =
                argument instanceof OptionSpec option && option.longestName().equals("--tenant");
        return switch (argument.paramLabel()) {
            case "URI" -> STORE;
            case "STORE" -> name.equals("close") ? OPEN_STORE : STORE;
            case "ID" -> tenant ? TENANT : FINDING;
            case "TIME" -> TIME;
            case "DAY" -> DAY;
            case "FILE" -> FILE;
            case "PATH" -> PLACE;
            case "FOLDER" -> FOLDER;
            case "SELECTOR" -> SELECTOR;
            case "KEY" -> name.equals("du") && argument instanceof OptionSpec ? GROUP : OTHER;
            case "KEY|SELECTOR" -> CHUNK;
            case "KEY-OR-FILE" -> CHUNK_OR_FILE;
            case "COMMAND" -> COMMAND;
            case "NAME" ->
                switch (name) {
                    case "labels" -> LABEL;
                    case "use" -> STORE_OR_TENANT;
                    case "stat" -> ANYTHING;
                    default -> OTHER;
                };
            default -> OTHER;
        };
    }
}
