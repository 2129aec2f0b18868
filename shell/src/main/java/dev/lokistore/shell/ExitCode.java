package dev.lokistore.shell;

/** What the process says when it ends; an interface that scripts rely on. */
public enum ExitCode {
    DONE(0, "done, nothing wrong"),
    FAILED(1, "failed"),
    USAGE(2, "wrong usage"),
    FINDINGS(3, "a check finished and found problems"),
    PARTIAL(4, "partly done: what could not be read is listed on stderr"),
    REFUSED(5, "refused by a safety rule"),
    NOT_FOUND(10, "store, bucket, tenant or object not found"),
    LOCKED(11, "locked by another run"),
    DENIED(12, "not authenticated or not permitted"),
    INTERRUPTED(130, "interrupted"),
    /** As for a program that SIGPIPE ended: 128 + 13. */
    OUTPUT_CLOSED(141, "the reader of the output went away (as in '| head')");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
