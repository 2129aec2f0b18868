package dev.lokistore.index.query;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;

/** Tells what is wrong with one object from what makes going on pointless. */
public final class ObjectFaults {
    private ObjectFaults() {}

    /** Whether only this object is affected, so that it is reported and the rest goes on. */
    public static boolean isLocal(IOException fault) {
        if (fault instanceof CorruptDataException) {
            return true;
        }
        return fault instanceof StoreException store
                && switch (store.kind()) {
                    case NO_SUCH_OBJECT,
                            FORBIDDEN,
                            TOO_LARGE,
                            UNAVAILABLE,
                            BAD_RESPONSE,
                            OUTSIDE_ROOT,
                            UNSUPPORTED,
                            IO -> true;
                    case UNREACHABLE, TLS, BAD_CREDENTIALS, NO_SUCH_BUCKET, WRONG_REGION, ALREADY_EXISTS, INTERRUPTED ->
                        false;
                };
    }
}
