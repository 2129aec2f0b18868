package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells apart the failures to get any answer. Looks at the causes, since each client wraps them in its own. */
final class TransportFailures {
    private static final int MAX_CAUSES = 20;

    private TransportFailures() {}

    /**
     * @param what the operation, the key and the store
     * @param answered whether the server has ever answered: then a refused connection is worth another try, as after a
     *     server's restart; otherwise it is a wrong address
     */
    static StoreException of(String what, IOException failure, boolean answered) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            if (cause instanceof StoreException known) {
                return known;
            }
            if (cause instanceof UnknownHostException) {
                return unreachable(what, "no such host: " + cause.getMessage(), cause, answered);
            }
            if (cause instanceof NoRouteToHostException
                    || cause instanceof PortUnreachableException
                    || cause instanceof ConnectException) {
                boolean late = isTimeout(cause);
                return unreachable(
                        what, late ? "no connection in time" : "connection refused", cause, late || answered);
            }
            if (cause instanceof SocketTimeoutException || isTimeout(cause)) {
                return unreachable(what, "no answer in time", cause, true);
            }
            if (cause instanceof InterruptedException || cause instanceof InterruptedIOException) {
                return Thread.currentThread().isInterrupted()
                        ? Interruption.of("interrupted: " + what, cause)
                        : unreachable(what, "given up as the store was closed", cause, false);
            }
            if (cause instanceof SocketException) {
                return unreachable(what, "connection reset", cause, true);
            }
            if (cause instanceof CertificateException || cause instanceof SSLException && !wasCut(cause)) {
                String advice = "; for a server without TLS write ?secure=false";
                return new StoreException(Kind.TLS, what + ": TLS: " + cause.getMessage() + advice, cause);
            }
            if (isShortBody(cause)) {
                return new StoreException(Kind.BAD_RESPONSE, what + ": the answer ended early", cause, true);
            }
            if (isMalformed(cause)) {
                return malformed(what, "the answer is not what S3 answers", cause);
            }
        }
        return isClientDefect(failure)
                ? malformed(what, "the client library cannot make sense of the answer", failure)
                : unreachable(what, "connection broken", failure, true);
    }

    static StoreException malformed(String what, String how, @Nullable Throwable cause) {
        return new StoreException(Kind.BAD_RESPONSE, what + ": " + how + "; is this an S3 server?", cause);
    }

    private static StoreException unreachable(String what, String why, Throwable cause, boolean retryable) {
        return new StoreException(Kind.UNREACHABLE, what + ": " + why, cause, retryable);
    }

    private static boolean isTimeout(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return name.endsWith("TimeoutException") || name.equals("HttpConnectTimeoutException");
    }

    /** A connection that broke under TLS rather than because of it. */
    private static boolean wasCut(Throwable cause) {
        return cause.getCause() instanceof SocketException || "Connection reset".equals(cause.getMessage());
    }

    /** Both clients notice a body below its Content-Length, each in its way. */
    private static boolean isShortBody(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof ProtocolException && message.contains("unexpected end of stream")
                || cause.getClass().getSimpleName().equals("ConnectionClosedException") && message.contains("Premature")
                || cause instanceof EOFException && message.contains("Premature");
    }

    /** Some answers make a client library fall over. */
    private static boolean isClientDefect(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            boolean ownException = cause.getClass().getName().startsWith("software.amazon.");
            if (cause instanceof RuntimeException && !ownException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMalformed(Throwable cause) {
        String name = cause.getClass().getName();
        return cause instanceof MalformedAnswerException
                || cause instanceof ProtocolException
                || name.startsWith("javax.xml.")
                || name.startsWith("org.simpleframework.xml.")
                || name.startsWith("com.fasterxml.jackson.")
                || name.endsWith(".XmlParserException");
    }
}
