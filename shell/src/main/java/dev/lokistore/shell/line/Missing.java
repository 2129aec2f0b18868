package dev.lokistore.shell.line;

/** What an unfinished command line still needs: more lines may follow. */
public enum Missing {
    SINGLE_QUOTE("'"),
    DOUBLE_QUOTE("\""),
    BACKQUOTE("`"),
    BRACE("}"),
    /** A backslash at the end says so. */
    LINE("\\"),
    /** A pipe at the end leads nowhere yet. */
    COMMAND("|");

    private final String sign;

    Missing(String sign) {
        this.sign = sign;
    }

    /** One character, for a prompt. */
    public String sign() {
        return sign;
    }
}
