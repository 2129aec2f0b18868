package dev.lokistore.shell.pipe;

/** A filter with its options, as picocli fills them in. */
interface Filter {
    /**
     * Puts the filter in front of what takes its lines.
     *
     * @throws dev.lokistore.shell.UsageException if options contradict each other
     */
    LineSink onto(LineSink next);
}
