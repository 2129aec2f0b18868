package dev.lokistore.shell.command;

import dev.lokistore.compactor.guard.Accept;
import dev.lokistore.compactor.guard.Consent;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The second key of what takes more than usual: a refusal names the word that allows it. */
final class AcceptOption {
    @Option(
            names = "--accept",
            paramLabel = "WHAT",
            split = ",",
            description = "Allow what is refused without this word: young, half, everything, strays, broken. A refusal"
                    + " says which of them it takes")
    private List<Accept> accepted = List.of();

    /** Together with what the options of applying say. */
    Consent consent(ApplyOptions options) {
        Set<Accept> words = EnumSet.noneOf(Accept.class);
        words.addAll(accepted);
        return new Consent(options.lokiStopped(), options.force(), words);
    }
}
