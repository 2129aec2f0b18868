package dev.lokistore.compactor.dump;

import dev.lokistore.compactor.digest.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A dump in an archive: one part, members in the order of their names. */
public final class TarTarget implements DumpTarget {
    private final OutputStream out;
    private final Path temporary;
    private long files;

    /**
     * @param out takes the archive; not closed
     * @param temporary a folder for files that are being written
     */
    public TarTarget(OutputStream out, Path temporary) {
        this.out = out;
        this.temporary = temporary;
    }

    @Override
    public String part() {
        return DumpNames.part(1);
    }

    @Override
    public String previousSeal() {
        return "";
    }

    @Override
    public DumpFile create(String path) throws IOException {
        return new DumpFile(path, temporary.resolve("dump-" + ++files), this::append);
    }

    private void append(DumpedFile file, Path place) throws IOException {
        TarHeader header = new TarHeader(file.path(), file.sizeBytes());
        out.write(header.bytes());
        Files.copy(place, out);
        out.write(new byte[header.padding()]);
        Files.delete(place);
    }

    @Override
    public String finish(Path lines) throws IOException {
        TarHeader header = new TarHeader(DumpNames.SUMS, Files.size(lines));
        out.write(header.bytes());
        Files.copy(lines, out);
        out.write(new byte[header.padding()]);
        out.write(new byte[2 * TarHeader.BLOCK_BYTES]);
        out.flush();
        return Digests.of(lines);
    }

    @Override
    public void close() {
        // who opened the stream closes it
    }
}
