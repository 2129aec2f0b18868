package dev.lokistore.compactor.newtable;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with chunks of one table. Not thread-safe. */
public final class Oddities {
    /** Named one by one. */
    private static final int MAX = 10_000;

    private final String table;
    private final List<NewFiles.Oddity> found = new ArrayList<>();
    private long more;

    public Oddities(String table) {
        this.table = table;
    }

    public void add(String key, String text) {
        if (found.size() < MAX) {
            found.add(new NewFiles.Oddity(key, text));
        } else {
            more++;
        }
    }

    /** In the order in which they came; behind many a line that counts the rest. */
    public List<NewFiles.Oddity> found() {
        List<NewFiles.Oddity> all = new ArrayList<>(found);
        if (more > 0) {
            all.add(new NewFiles.Oddity(table, more + " more of its chunks are not as they should be"));
        }
        return all;
    }
}
