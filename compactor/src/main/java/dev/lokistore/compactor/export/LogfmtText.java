package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * {@code ts=2026-11-20T00:49:41.140507543Z tenant=acme labels.app=web metadata.trace_id=ab line="…"}: values are in quotes,
 * with the escapes of JSON, where they hold anything that would end them. In names, what cannot stand there is
 * percent-encoded.
 */
final class LogfmtText implements EntryText {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);
    private static final byte[] TS = "ts=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METADATA = " metadata.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE = " line=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_BASE64 = " lineBase64=".getBytes(StandardCharsets.US_ASCII);

    private long lastSecond = Long.MIN_VALUE;
    private byte[] lastSecondText = {};

    @Override
    public void head(TextBuffer out) {}

    @Override
    public OfStream stream(TenantId tenant, Labels labels) {
        TextBuffer before = new TextBuffer();
        before.put("Z tenant=");
        value(tenant.value(), before);
        for (int i = 0; i < labels.size(); i++) {
            before.put(" labels.");
            name(labels.name(i), before);
            before.put('=');
            value(labels.value(i), before);
        }
        return new OfStream(before.toBytes(), new byte[] {'\n'});
    }

    @Override
    public void append(OfStream stream, EntryStream entry, TextBuffer out) {
        time(entry.timestampNanos(), out.put(TS));
        out.put(stream.before());
        EntryText.pairs(entry.metadata(), (index, name, value) -> {
            out.put(METADATA);
            name(name, out);
            out.put('=');
            value(value, out);
        });
        if (JsonText.isUtf8(entry.buffer(), entry.lineOffset(), entry.lineLength())) {
            value(entry.buffer(), entry.lineOffset(), entry.lineLength(), out.put(LINE));
        } else {
            byte[] base64 = Base64.getEncoder().encode(entry.line());
            value(base64, 0, base64.length, out.put(LINE_BASE64));
        }
        out.put(stream.after());
    }

    private void time(long nanos, TextBuffer out) {
        long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
        if (second != lastSecond) {
            lastSecondText = SECONDS.format(Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC))
                    .getBytes(StandardCharsets.US_ASCII);
            lastSecond = second;
        }
        out.put(lastSecondText);
        long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
        for (long unit = NANOS_PER_SECOND / 10; unit > 0; unit /= 10) {
            out.put((char) ('0' + rest / unit % 10));
        }
    }

    private static void name(String name, TextBuffer out) {
        for (byte b : TextBuffer.utf8(name)) {
            boolean plain = b > ' ' && b != '=' && b != '"' && b != '%' && b != 0x7f;
            if (plain || b < 0) {
                out.put(b);
            } else {
                out.put(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
    }

    private static void value(String value, TextBuffer out) {
        byte[] utf8 = TextBuffer.utf8(value);
        value(utf8, 0, utf8.length, out);
    }

    private static void value(byte[] utf8, int offset, int length, TextBuffer out) {
        boolean plain = true;
        for (int at = offset; plain && at < offset + length; at++) {
            byte b = utf8[at];
            plain = b < 0 || b > ' ' && b != '=' && b != '"' && b != 0x7f;
        }
        if (plain) {
            out.put(utf8, offset, length);
        } else {
            out.put('"').putJson(utf8, offset, length);
            out.put('"');
        }
    }
}
