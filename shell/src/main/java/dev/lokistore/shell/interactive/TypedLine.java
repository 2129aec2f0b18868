package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.Cursor;
import dev.lokistore.shell.line.Word;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;

/** A line for JLine's completion: the command that is being typed, up to the cursor. */
record TypedLine(String line, int cursor, Cursor typed) implements CompletingParsedLine {
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return Quoting.of(typed, candidate.toString(), complete);
    }

    @Override
    public int rawWordCursor() {
        return cursor - typed.start();
    }

    /** What follows the cursor stays as it is. */
    @Override
    public int rawWordLength() {
        return rawWordCursor();
    }

    @Override
    public String word() {
        return typed.typed();
    }

    @Override
    public int wordCursor() {
        return typed.typed().length();
    }

    @Override
    public int wordIndex() {
        return typed.words().size();
    }

    @Override
    public List<String> words() {
        List<String> words =
                new ArrayList<>(typed.words().stream().map(Word::text).toList());
        words.add(typed.typed());
        return words;
    }
}
