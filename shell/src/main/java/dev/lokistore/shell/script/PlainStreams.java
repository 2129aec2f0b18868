package dev.lokistore.shell.script;

import dev.lokistore.shell.terminal.Output;

/** The same streams for every command. */
public record PlainStreams(Output out, Output err) implements Streams {
    @Override
    public boolean shows(Output output) {
        return output == out;
    }
}
