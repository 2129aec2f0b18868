package dev.lokistore.index.logql;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A string of a selector. Go's escapes name bytes, so that a line filter can look for bytes that are no UTF-8.
 *
 * @param offset of the opening quote, in UTF-16 units
 */
record Literal(byte[] bytes, int offset) {
    /** @throws CharacterCodingException if the bytes are no UTF-8 */
    String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
