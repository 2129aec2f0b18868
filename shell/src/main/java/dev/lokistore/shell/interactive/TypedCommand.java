package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command that is being typed, and what is to come next.
 *
 * @param spec of the command, or of one below it
 * @param next what the next word is for; null if it can only be an option
 * @param value whether it is the value of an option
 */
record TypedCommand(CommandSpec spec, @Nullable ArgSpec next, boolean value) {
    /**
     * @param words with the name of the command
     * @return null if there is no such command
     */
    static @Nullable TypedCommand of(CommandSpec root, List<Word> words) {
        CommandSpec spec = root;
        OptionSpec open = null;
        int positional = 0;
        for (Word word : words) {
            CommandLine below = spec.subcommands().get(word.text());
            if (open != null) {
                open = null;
            } else if (word.text().startsWith("-") && word.text().length() > 1) {
                OptionSpec option = spec.findOption(word.text());
                open = option != null && option.arity().min() > 0 ? option : null;
            } else if (below != null && positional == 0) {
                spec = below.getCommandSpec();
            } else {
                positional++;
            }
        }
        if (spec == root) {
            return null;
        }
        return open != null
                ? new TypedCommand(spec, open, true)
                : new TypedCommand(spec, positional(spec, positional), false);
    }

    private static @Nullable ArgSpec positional(CommandSpec spec, int index) {
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.index().contains(index)) {
                return parameter;
            }
        }
        return null;
    }
}
