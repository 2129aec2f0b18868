package dev.lokistore.shell.script;

import dev.lokistore.shell.terminal.Output;
import java.io.IOException;

/** Where command lines write to, asked anew for each, since a window changes its size. */
public interface Streams {
    /** For data. */
    Output out();

    /** For messages. */
    Output err();

    /** Whether what is written there goes where {@link #out()} goes, and not into a file or a filter. */
    boolean shows(Output output);

    /** Something whose lines a person is to page through. */
    interface Paged {
        /** @return the exit code */
        int run(Output lines, Output messages) throws IOException;
    }

    /** Shows lines page by page; the exit code of what makes them. Without a screen they are simply printed. */
    default int page(Paged paged) throws IOException {
        return paged.run(out(), err());
    }
}
