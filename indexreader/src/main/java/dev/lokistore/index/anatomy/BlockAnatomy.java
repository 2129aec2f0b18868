package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.CorruptDataException;

/** A decompressed block ({@code formats/chunks-and-layout.md#26-entries-inside-a-decompressed-block}). */
public final class BlockAnatomy extends Anatomy {
    private final int version;

    BlockAnatomy(String name, byte[] bytes, int version) {
        super(name, bytes);
        this.version = version;
    }

    @Override
    public String kind() {
        return "block";
    }

    @Override
    void outlineParts(Seamless sink) {
        // each entry as one part
        Seamless none = new Seamless(0, 0, part -> {});
        Walk walk = new Walk(name(), new Bytes(name(), bytes()), none, 0, bytes().length);
        long number = 0;
        try {
            while (walk.left() > 0) {
                int from = walk.at();
                String line = entry(walk);
                sink.part(from, walk.at() - from, "entry " + number++, line, null);
            }
        } catch (CorruptDataException e) {
            new Walk(name(), new Bytes(name(), bytes()), sink, walk.at(), bytes().length).rest("rest of the block", e);
        }
    }

    @Override
    void detailParts(Seamless sink) {
        Walk walk = new Walk(name(), new Bytes(name(), bytes()), sink, 0, bytes().length);
        try {
            while (walk.left() > 0) {
                entry(walk);
            }
        } catch (CorruptDataException e) {
            walk.rest("rest of the block", e);
        }
    }

    /** @return time and line */
    private String entry(Walk walk) throws CorruptDataException {
        long time = walk.nanos("time");
        String line = walk.text("line");
        if (version >= 4) {
            walk.uvarint("length of the structured metadata");
            long pairs = walk.uvarint("pairs of structured metadata");
            for (long i = 0; i < pairs; i++) {
                walk.uvarint("number of the name");
                walk.uvarint("number of the value");
            }
        }
        return Walk.time(time) + " " + line;
    }
}
