package dev.lokistore.objectstore.s3;

import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.bucket.MalformedAnswerException;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the AWS SDK itself refuses or cannot do. */
final class AwsFailures {
    private AwsFailures() {}

    static IOException of(SdkClientException e) {
        String message = String.valueOf(e.getMessage());
        boolean byItself = e.getCause() == null && (message.contains("redential") || message.contains("rofile"));
        if (byItself || message.contains("load credentials")) {
            return new StoreException(
                    Kind.BAD_CREDENTIALS,
                    "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; a bucket"
                            + " open to anyone is read with LOKISTORE_ANONYMOUS=1",
                    null);
        }
        if (message.contains("parse XML") || message.contains("unmarshall")) {
            return new MalformedAnswerException("not the XML of S3");
        }
        // its causes tell what broke
        return new IOException(message, e);
    }
}
