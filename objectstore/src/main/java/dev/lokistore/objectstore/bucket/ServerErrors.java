package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.BucketSetting;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.util.Set;

/** Says what a server's error means. Servers differ in codes more than in statuses, so both are asked. */
final class ServerErrors {
    private static final Set<String> BAD_CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidToken",
            "InvalidTokenId",
            "TokenRefreshRequired",
            "RequestTimeTooSkewed",
            "RequestExpired",
            "InvalidSecurity",
            "NotSignedUp",
            "MissingAuthenticationToken",
            "AuthorizationHeaderMalformed");
    private static final Set<String> BUSY = Set.of(
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            "ServiceUnavailable",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "TooManyRequests",
            "TooManyRequestsException",
            "BandwidthLimitExceeded",
            "InternalError",
            "RequestTimeout",
            "OperationAborted",
            "ConditionalRequestConflict");
    private static final Set<String> ELSEWHERE =
            Set.of("PermanentRedirect", "TemporaryRedirect", "Redirect", "IllegalLocationConstraintException");
    private static final Set<String> NOT_IMPLEMENTED =
            Set.of("NotImplemented", "MethodNotAllowed", "MissingContentMD5", "XNotImplemented");

    /** Names a store and its bucket in messages. */
    private final String store;

    private final String bucket;

    ServerErrors(String store, String bucket) {
        this.store = store;
        this.bucket = bucket;
    }

    /** @param subject the key or the prefix */
    StoreException explain(Operation operation, String subject, ServerError e) {
        String code = e.code();
        int status = e.status();
        if (ELSEWHERE.contains(code) || status / 100 == 3 || isWrongRegion(e)) {
            return elsewhere(operation, subject, e);
        }
        if (BAD_CREDENTIALS.contains(code) || status == 401) {
            return failure(Kind.BAD_CREDENTIALS, credentialsAdvice(code), operation, subject, e);
        }
        if (BUSY.contains(code) || status == 429 || status / 100 == 5 && status != 501 && status != 505) {
            return new StoreException(
                    Kind.UNAVAILABLE, message("the server fails or is busy", operation, subject, e), null, true);
        }
        if (code.equals("NoSuchBucket")) {
            return new StoreException(Kind.NO_SUCH_BUCKET, "no such bucket: " + bucket + " (" + store + ")", null);
        }
        if (status == 404 && operation == Operation.INSPECT) {
            // servers without the question take it for one about an object or a path
            return failure(Kind.UNSUPPORTED, "the server cannot do this", operation, subject, e);
        }
        if (code.equals("NoSuchKey") || status == 404 && (operation == Operation.HEAD || operation == Operation.COPY)) {
            return StoreException.noSuchObject(store, ObjectKey.of(subject), null);
        }
        if (status == 412) {
            return StoreException.alreadyExists(store, ObjectKey.of(subject), null);
        }
        if (NOT_IMPLEMENTED.contains(code) || status == 405 || status == 501) {
            return failure(Kind.UNSUPPORTED, "the server cannot do this", operation, subject, e);
        }
        if (status == 403) {
            return failure(Kind.FORBIDDEN, "not permitted (" + action(operation, subject) + ")", operation, subject, e);
        }
        return failure(Kind.BAD_RESPONSE, "the server refuses", operation, subject, e);
    }

    private static boolean isWrongRegion(ServerError e) {
        boolean malformed =
                e.code().equals("AuthorizationHeaderMalformed") || e.code().equals("InvalidRegion");
        return malformed && !e.region().isEmpty();
    }

    private StoreException elsewhere(Operation operation, String subject, ServerError e) {
        String where = e.region().isEmpty()
                ? "the bucket is elsewhere: another region or endpoint"
                : "the bucket is in region " + e.region() + ": write ?region=" + e.region();
        return new StoreException(Kind.WRONG_REGION, message(where, operation, subject, e), null);
    }

    private StoreException failure(Kind kind, String why, Operation operation, String subject, ServerError e) {
        boolean mayQuoteKeys = kind == Kind.BAD_CREDENTIALS || e.text().isEmpty();
        String text = mayQuoteKeys ? "" : ": " + e.text();
        return new StoreException(kind, message(why, operation, subject, e) + text, null);
    }

    private String message(String why, Operation operation, String subject, ServerError e) {
        String code = e.code().isEmpty() ? "" : " " + e.code();
        return why + ": " + operation + " '" + subject + "' in " + store + " (HTTP " + e.status() + code + ")";
    }

    private static String credentialsAdvice(String code) {
        return switch (code) {
            case "InvalidAccessKeyId" -> "the server does not know the access key id";
            case "SignatureDoesNotMatch" -> "the secret access key is wrong";
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" -> "the session token has expired";
            case "InvalidToken", "InvalidTokenId" -> "the session token is not valid";
            case "RequestTimeTooSkewed", "RequestExpired" -> "this machine's clock and the server's differ too much";
            default -> "the credentials are refused";
        };
    }

    /** S3's name of the permission. */
    private static String action(Operation operation, String subject) {
        return switch (operation) {
            case LIST -> "s3:ListBucket";
            case HEAD, GET, READ -> "s3:GetObject";
            case PUT, PUT_IF_ABSENT -> "s3:PutObject";
            case COPY -> "s3:GetObject and s3:PutObject";
            case DELETE -> "s3:DeleteObject";
            case INSPECT -> permission(subject);
        };
    }

    private static String permission(String label) {
        for (BucketSetting setting : BucketSetting.values()) {
            if (setting.label().equals(label)) {
                return setting.permission();
            }
        }
        throw new IllegalArgumentException("no bucket's setting: " + label);
    }
}
