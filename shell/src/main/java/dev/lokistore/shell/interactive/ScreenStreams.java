package dev.lokistore.shell.interactive;

import dev.lokistore.shell.script.Streams;
import dev.lokistore.shell.terminal.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** What commands write to on the terminal. Messages go there too, unless they were sent elsewhere when the shell began. */
final class ScreenStreams implements Streams {
    private final Terminal terminal;
    private final Screen screen;
    private final Pager pager;
    private final @Nullable Output elsewhere;
    private final int columnsAtStart;
    private final Set<Output> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Screen.Outlet> outlets = new ArrayList<>();

    /**
     * @param elsewhere for messages; null for the screen
     * @param columnsAtStart for terminals that do not tell; 0 if unknown
     */
    ScreenStreams(Terminal terminal, Screen screen, Pager pager, @Nullable Output elsewhere, int columnsAtStart) {
        this.terminal = terminal;
        this.screen = screen;
        this.pager = pager;
        this.elsewhere = elsewhere;
        this.columnsAtStart = columnsAtStart;
    }

    @Override
    public synchronized Output out() {
        Output out = Output.stoppable(outlet(), true, columns());
        shown.add(out);
        return out;
    }

    @Override
    public synchronized boolean shows(Output output) {
        return shown.contains(output);
    }

    @Override
    public Output err() {
        return elsewhere != null ? elsewhere : new Output(outlet(), true, columns());
    }

    private int columns() {
        int columns = terminal.getColumns();
        return columns > 0 ? columns : columnsAtStart;
    }

    private synchronized Screen.Outlet outlet() {
        Screen.Outlet outlet = screen.new Outlet();
        outlets.add(outlet);
        return outlet;
    }

    /** Before the next command: those of the one before are of no interest any more. */
    synchronized void begin() {
        outlets.clear();
        shown.clear();
    }

    /** Nothing more of what runs reaches the screen. */
    synchronized void cutOff() {
        outlets.forEach(Screen.Outlet::cutOff);
    }

    @Override
    public int page(Paged paged) throws IOException {
        if (InteractiveShell.isDumb(terminal)) {
            return Streams.super.page(paged);
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int code = pager.page(paged, messages);
        Output err = err();
        err.bytes().write(messages.toByteArray());
        err.flush();
        return code;
    }
}
