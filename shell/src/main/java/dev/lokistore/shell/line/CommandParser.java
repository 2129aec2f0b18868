package dev.lokistore.shell.line;

import dev.lokistore.shell.line.Span.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through a line once. */
final class CommandParser {
    private final String text;
    private final WordReader reader;
    private final List<Span> spans;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private List<List<Word>> stages = new ArrayList<>();
    private List<Word> words = new ArrayList<>();
    private @Nullable Redirect redirect;
    private boolean afterPipe;

    CommandParser(String text) {
        this.text = text;
        this.reader = new WordReader(text);
        this.spans = reader.spans();
    }

    List<Span> spans() {
        return spans;
    }

    CommandText parse() {
        while (reader.missing() == null && reader.skipSpace()) {
            char c = reader.peek();
            switch (c) {
                case '#' -> reader.comment();
                case '\n' -> {
                    reader.skip();
                    if (!afterPipe) {
                        endPipeline();
                    }
                }
                case '|' -> pipe();
                case ';' -> {
                    sign(1);
                    endPipeline();
                }
                case '>' -> redirect();
                case '<' ->
                    throw error(
                            "there is no input to redirect: commands read stores; 'run FILE' runs a file's commands");
                default -> {
                    if (text.startsWith("&&", reader.at())) {
                        throw error("there is no '&&': use ';', or a script, which stops at the first failure");
                    }
                    word();
                }
            }
        }
        Missing missing = reader.missing();
        if (missing == null && afterPipe) {
            missing = Missing.COMMAND;
        }
        if (missing == null) {
            endPipeline();
        }
        return new CommandText(pipelines, missing, spans);
    }

    private void word() {
        if (redirect != null) {
            throw error("nothing may follow the file that the output goes to");
        }
        Word word = reader.word(words.isEmpty() ? Kind.COMMAND : Kind.PLAIN);
        words.add(word);
        afterPipe = false;
    }

    private void pipe() {
        if (redirect != null) {
            throw error("the output goes to a file already");
        }
        if (words.isEmpty()) {
            throw error(
                    stages.isEmpty() ? "a command is missing before '|'" : "a filter is missing between '|' and '|'");
        }
        sign(1);
        stages.add(words);
        words = new ArrayList<>();
        afterPipe = true;
    }

    private void redirect() {
        if (!words.isEmpty()) {
            Word last = words.get(words.size() - 1);
            if (last.end() == reader.at() && last.text().matches("[0-9]")) {
                throw error("only the output of commands can be redirected; messages stay on the screen");
            }
        }
        if (words.isEmpty() || redirect != null) {
            throw error(redirect == null ? "a command is missing before '>'" : "the output goes to a file already");
        }
        boolean append = text.startsWith(">>", reader.at());
        sign(append ? 2 : 1);
        if (!reader.skipSpace() || "|>;<#\n".indexOf(reader.peek()) >= 0) {
            throw error("the name of a file is missing behind '>'");
        }
        redirect = new Redirect(reader.word(Kind.PLAIN), append);
    }

    private void sign(int length) {
        reader.sign(length);
    }

    private void endPipeline() {
        if (afterPipe) {
            throw error("a filter is missing behind '|'");
        }
        if (!words.isEmpty()) {
            stages.add(words);
            pipelines.add(new Pipeline(stages, redirect));
        }
        stages = new ArrayList<>();
        words = new ArrayList<>();
        redirect = null;
    }

    private SyntaxException error(String message) {
        return new SyntaxException(reader.at(), message);
    }
}
