package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Problems;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/** The files that turned out corrupt during one call: each is reported once and then left out. */
final class CorruptFiles {
    private final Problems problems;
    private final Set<BoltdbFile> files = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<String> noted = new HashSet<>();

    CorruptFiles(Problems problems) {
        this.problems = problems;
    }

    void add(BoltdbFile file, CorruptDataException cause) {
        if (files.add(file)) {
            problems.report(file.name(), cause);
        }
    }

    /** Reports something wrong with one stream, once a file; the file stays in. */
    void note(String file, CorruptDataException cause) {
        if (noted.add(file)) {
            problems.report(file, cause);
        }
    }

    boolean contains(BoltdbFile file) {
        return files.contains(file);
    }
}
