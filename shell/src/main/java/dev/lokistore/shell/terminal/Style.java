package dev.lokistore.shell.terminal;

/** Colours, or none. */
public enum Style {
    PLAIN("", "", "", "", "", ""),
    COLOUR("\u001b[1m", "\u001b[2m", "\u001b[36m", "\u001b[1;31m", "\u001b[33m", "\u001b[0m");

    private final String bold;
    private final String dim;
    private final String name;
    private final String alarm;
    private final String notice;
    private final String reset;

    Style(String bold, String dim, String name, String alarm, String notice, String reset) {
        this.bold = bold;
        this.dim = dim;
        this.name = name;
        this.alarm = alarm;
        this.notice = notice;
        this.reset = reset;
    }

    public static Style of(boolean colour) {
        return colour ? COLOUR : PLAIN;
    }

    public String bold(String text) {
        return bold + text + reset;
    }

    public String dim(String text) {
        return dim + text + reset;
    }

    /** For labels and names. */
    public String name(String text) {
        return name + text + reset;
    }

    /** For errors, and for what a search found. */
    public String alarm(String text) {
        return alarm + text + reset;
    }

    public String notice(String text) {
        return notice + text + reset;
    }
}
