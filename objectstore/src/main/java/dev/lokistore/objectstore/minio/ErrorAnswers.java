package dev.lokistore.objectstore.minio;

import dev.lokistore.objectstore.bucket.ServerError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Interceptor;
import okhttp3.Response;
import okio.BufferedSource;

/** Takes answers other than 2xx before minio-java does, which loses their status, and may ask again on its own. */
final class ErrorAnswers implements Interceptor {
    private static final long MAX_BODY = 64 << 10;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (response.isSuccessful()) {
            return response;
        }
        try (response) {
            BufferedSource source = response.body().source();
            source.request(MAX_BODY);
            byte[] body =
                    source.readByteArray(Math.min(MAX_BODY, source.getBuffer().size()));
            throw ServerError.parse(
                    response.code(), new String(body, StandardCharsets.UTF_8), response.header("x-amz-bucket-region"));
        }
    }
}
