package dev.lokistore.shell.script;

import dev.lokistore.shell.line.Pipeline;
import dev.lokistore.shell.line.Redirect;
import dev.lokistore.shell.line.Word;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline as a line that means the same. */
final class PipelineText {
    private PipelineText() {}

    static String of(Pipeline pipeline) {
        String stages = pipeline.stages().stream().map(PipelineText::words).collect(Collectors.joining(" | "));
        Redirect redirect = pipeline.redirect();
        return redirect == null
                ? stages
                : stages + (redirect.append() ? " >> " : " > ") + words(List.of(redirect.file()));
    }

    private static String words(List<Word> words) {
        return words.stream().map(Word::text).map(PipelineText::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        boolean plain = word.matches("[A-Za-z0-9_./:=,+@%~^-]+") || word.startsWith("{");
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
