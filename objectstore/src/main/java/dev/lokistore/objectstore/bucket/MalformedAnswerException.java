package dev.lokistore.objectstore.bucket;

import java.io.IOException;
import java.io.Serial;

/** A 2xx answer that is not what the S3 protocol says, such as a login page. */
public final class MalformedAnswerException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public MalformedAnswerException(String message) {
        super(message);
    }
}
