package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The series that matchers select, found through the postings ({@code formats/index-tables.md#53-seek-by-matcher-tsdb}).
 * Equality matchers are lists that are merge-joined; the others unite the lists of the values they accept (or, where they
 * accept the empty string, of those they do not, to subtract) into bit sets. Where equality leaves few series, the others
 * are left to be checked on the labels instead, which costs less than reading all lists of a label.
 */
final class Selection {
    /** Below this part of all series, labels are checked instead of reading postings. */
    private static final int FEW = 8;

    private final ByteSource source;
    private final TsdbToc toc;
    private final PostingsTable table;
    private final List<PostingsList> lists = new ArrayList<>();
    private final List<LabelMatcher> resolved = new ArrayList<>();
    private final List<LabelMatcher> unresolved = new ArrayList<>();
    private @Nullable ReferenceSet included;
    private @Nullable ReferenceSet excluded;
    private boolean nothing;
    private boolean whole;
    private long lastFromSet = -1;

    private Selection(ByteSource source, TsdbToc toc, PostingsTable table) {
        this.source = source;
        this.toc = toc;
        this.table = table;
    }

    /** @param tenantLabel value that the tenant label must have, or null for files of one tenant */
    static Selection of(
            ByteSource source,
            TsdbToc toc,
            PostingsTable table,
            List<LabelMatcher> matchers,
            @Nullable String tenantLabel)
            throws IOException {
        Selection selection = new Selection(source, toc, table);
        if (tenantLabel != null) {
            selection.intersect(ReservedLabels.TENANT, tenantLabel);
        }
        List<LabelMatcher> others = new ArrayList<>();
        for (LabelMatcher matcher : matchers) {
            if (ReservedLabels.contains(matcher.name())) {
                selection.nothing |= !matcher.matches("");
            } else if (matcher.operator() == Operator.EQUAL && !matcher.value().isEmpty()) {
                selection.intersect(matcher.name(), matcher.value());
                selection.resolved.add(matcher);
            } else {
                others.add(matcher);
            }
        }
        if (!selection.nothing) {
            selection.resolveOthers(others);
        }
        if (!selection.nothing) {
            selection.finish(tenantLabel == null && matchers.isEmpty());
        }
        return selection;
    }

    private void intersect(String name, String value) throws IOException {
        OptionalLong offset = nothing ? OptionalLong.empty() : table.find(name, value);
        if (offset.isEmpty()) {
            nothing = true;
        } else {
            lists.add(PostingsList.open(source, toc, offset.getAsLong()));
        }
    }

    private void resolveOthers(List<LabelMatcher> others) throws IOException {
        if (others.isEmpty()) {
            return;
        }
        long all = PostingsList.size(source, toc, table.allSeries());
        long fewest = lists.stream().mapToLong(PostingsList::size).min().orElse(all);
        if (fewest <= all / FEW) {
            unresolved.addAll(others);
            return;
        }
        for (LabelMatcher matcher : others) {
            resolve(matcher);
            resolved.add(matcher);
        }
    }

    private void resolve(LabelMatcher matcher) throws IOException {
        boolean acceptsAbsence = matcher.matches("");
        ReferenceSet set = new ReferenceSet(source, toc);
        table.values(matcher.name(), (value, list) -> {
            if (matcher.matches(value) != acceptsAbsence) {
                set.addList(list);
            }
        });
        if (acceptsAbsence) {
            if (excluded == null) {
                excluded = new ReferenceSet(source, toc);
            }
            excluded.addAll(set);
        } else if (included == null) {
            included = set;
        } else {
            included.retainAll(set);
        }
    }

    private void finish(boolean wanted) throws IOException {
        whole = wanted;
        if (included != null && excluded != null) {
            included.removeAll(excluded);
            excluded = null;
        }
        if (lists.isEmpty() && included == null) {
            lists.add(PostingsList.open(source, toc, table.allSeries()));
        }
        lists.sort(Comparator.comparingInt(PostingsList::size));
    }

    /** Whether this is every series of the file. */
    boolean whole() {
        return whole;
    }

    /** Matchers that hold for every selected series if the postings are right. */
    List<LabelMatcher> resolved() {
        return resolved;
    }

    /** Matchers that the caller has to check on the labels. */
    List<LabelMatcher> unresolved() {
        return unresolved;
    }

    /** The next selected reference, ascending, or {@link PostingsList#END}. */
    long next() throws IOException {
        if (nothing) {
            return PostingsList.END;
        }
        ReferenceSet set = included;
        if (lists.isEmpty() && set != null) {
            lastFromSet = set.next(lastFromSet + 1);
            nothing = lastFromSet == PostingsList.END;
            return lastFromSet;
        }
        long candidate = lists.get(0).next();
        while (candidate != PostingsList.END) {
            long agreed = agree(candidate);
            if (agreed == candidate && accepts(candidate)) {
                return candidate;
            }
            candidate = agreed == candidate ? lists.get(0).next() : agreed;
        }
        nothing = true;
        return PostingsList.END;
    }

    /** The candidate if all lists have it, else the first reference above it that may be in all. */
    private long agree(long candidate) throws IOException {
        for (int i = 1; i < lists.size(); i++) {
            long found = lists.get(i).seek(candidate);
            if (found != candidate) {
                lists.get(0).seek(found);
                return lists.get(0).next();
            }
        }
        return candidate;
    }

    private boolean accepts(long reference) {
        return (included == null || included.contains(reference))
                && (excluded == null || !excluded.contains(reference));
    }
}
