package dev.lokistore.compactor.doctor;

import dev.lokistore.index.layout.AmbiguousRootException;
import dev.lokistore.index.layout.NoLokiStoreException;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.List;

/** What a failure at the door means. */
final class AccessFailure {
    private AccessFailure() {}

    /** @throws StoreException if it was an interruption */
    static void report(IOException failure, String store, Symptom ifForbidden, Findings findings)
            throws StoreException {
        if (failure instanceof StoreException of && of.kind() == StoreException.Kind.INTERRUPTED) {
            throw of;
        }
        findings.add(symptom(failure, ifForbidden), store, message(failure), evidence(failure));
    }

    private static Symptom symptom(IOException failure, Symptom ifForbidden) {
        if (failure instanceof NoLokiStoreException) {
            return Symptom.NO_LOKI_STORE;
        }
        if (failure instanceof AmbiguousRootException) {
            return Symptom.SEVERAL_STORES;
        }
        if (!(failure instanceof StoreException of)) {
            return Symptom.STORE_FAILING;
        }
        return switch (of.kind()) {
            case UNREACHABLE, TLS -> Symptom.STORE_UNREACHABLE;
            case BAD_CREDENTIALS -> Symptom.CREDENTIALS_REFUSED;
            case FORBIDDEN -> ifForbidden;
            case NO_SUCH_BUCKET -> Symptom.BUCKET_MISSING;
            case WRONG_REGION -> Symptom.BUCKET_ELSEWHERE;
            default -> Symptom.STORE_FAILING;
        };
    }

    private static String message(IOException failure) {
        return switch (symptom(failure, Symptom.LIST_DENIED)) {
            case NO_LOKI_STORE -> "there is no Loki store here";
            case SEVERAL_STORES -> "there are several Loki stores here";
            case STORE_UNREACHABLE -> "the store cannot be reached";
            case CREDENTIALS_REFUSED -> "the server refuses the credentials";
            case BUCKET_MISSING -> "the bucket does not exist";
            case BUCKET_ELSEWHERE -> "the bucket is in another place";
            case LIST_DENIED -> "the credentials are good, but not for this";
            default -> "the store fails";
        };
    }

    private static List<String> evidence(IOException failure) {
        return failure instanceof AmbiguousRootException several
                ? Samples.of(several.roots())
                : List.of(Checkup.message(failure));
    }
}
