package dev.lokistore.compactor.compare;

import dev.lokistore.chunk.TenantId;
import java.io.IOException;

/** Told what a comparison finds, hour by hour. */
public interface ComparisonSink {
    /** Which side does not have an entry. */
    enum Missing {
        IN_LOKI,
        IN_STORE
    }

    /** A stream's hour, by tenant, hour and labels. */
    void hour(StreamHour hour) throws IOException;

    /** An entry that one side lacks, by time; before the hour that it is of. */
    void entry(TenantId tenant, Missing missing, ComparedEntry entry) throws IOException;

    /**
     * An hour that could not be compared.
     *
     * @param why what the Loki did
     */
    void failed(TenantId tenant, long fromNanos, IOException why) throws IOException;
}
