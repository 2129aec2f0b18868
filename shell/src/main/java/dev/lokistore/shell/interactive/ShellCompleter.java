package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.Cursor;
import dev.lokistore.shell.line.Word;
import dev.lokistore.shell.pipe.Filters;
import dev.lokistore.shell.terminal.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.shell.jline3.PicocliJLineCompleter;

/** Hands proposals to JLine; options and their values come from picocli. */
final class ShellCompleter implements Completer {
    private static final String OWN_OPTIONS = "options";
    private static final String COMMON_OPTIONS = "options of every command";

    private final Completions completions;

    ShellCompleter(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (!(line instanceof TypedLine typed)) {
            return;
        }
        Cursor cursor = typed.typed();
        Optional<List<Proposal>> proposals = completions.at(cursor);
        if (proposals.isEmpty()) {
            fromPicocli(reader, typed, candidates);
            return;
        }
        for (Proposal proposal : proposals.get()) {
            candidates.add(candidate(proposal, null));
        }
    }

    /** Names in a store may hold anything: what is shown is made safe, what is inserted is what the name is. */
    private static Candidate candidate(Proposal proposal, @Nullable String group) {
        String about = proposal.about().isEmpty() ? null : SafeText.escape(proposal.about());
        return new Candidate(
                proposal.text(), SafeText.escape(proposal.shown()), group, about, null, null, proposal.whole());
    }

    private void fromPicocli(LineReader reader, TypedLine line, List<Candidate> candidates) {
        Cursor cursor = line.typed();
        List<String> words = line.words();
        CommandSpec spec = completions.root();
        if (cursor.filter()) {
            spec = Filters.spec(words.get(0));
            words = words.subList(1, words.size());
        }
        if (spec == null) {
            return;
        }
        List<Candidate> found = new ArrayList<>();
        new PicocliJLineCompleter(spec).complete(reader, new PicocliLine(line, words), found);
        CommandSpec own = cursor.filter() ? spec : command(spec, cursor.words());
        for (Candidate candidate : found) {
            // picocli proposes positional arguments and options alike
            if (candidate.value().startsWith("-") == cursor.typed().startsWith("-")) {
                OptionSpec option = own.findOption(candidate.value());
                String about = option == null || option.description().length == 0 ? "" : option.description()[0];
                String group = option == null ? null : option.inherited() ? COMMON_OPTIONS : OWN_OPTIONS;
                candidates.add(candidate(Proposal.whole(candidate.value(), about), group));
            }
        }
    }

    private static CommandSpec command(CommandSpec root, List<Word> words) {
        TypedCommand command = TypedCommand.of(root, words);
        return command == null ? root : command.spec();
    }

    /** The same line with other words. */
    private record PicocliLine(TypedLine typed, List<String> words) implements ParsedLine {
        @Override
        public String word() {
            return typed.word();
        }

        @Override
        public int wordCursor() {
            return typed.wordCursor();
        }

        @Override
        public int wordIndex() {
            return words.size() - 1;
        }

        @Override
        public String line() {
            return typed.line();
        }

        @Override
        public int cursor() {
            return typed.cursor();
        }
    }
}
