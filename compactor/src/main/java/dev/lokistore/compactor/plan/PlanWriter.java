package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a plan task by task, so that a plan may be larger than memory. The same header and tasks give the same bytes. Not
 * thread-safe.
 */
public final class PlanWriter implements Closeable {
    private PlanHeader header;
    private final Path temporary;
    private final Path tasks;
    private final OutputStream out;
    private final JsonMapper json = PlanJson.mapper();
    private Totals totals = Totals.NOTHING;
    private int count;

    /** @param temporary an existing folder */
    public PlanWriter(PlanHeader header, Path temporary) throws IOException {
        this.header = header;
        this.temporary = temporary;
        this.tasks = Files.createTempFile(temporary, "lokistore-tasks-", ".tmp");
        this.out = new BufferedOutputStream(Files.newOutputStream(tasks));
    }

    /** Adds the next task. */
    public void add(PlanTask task) throws IOException {
        for (int number : task.jobsOf()) {
            if (number < 0 || number >= count) {
                throw new IllegalArgumentException(task.subject() + " has jobs of task " + number + ", not before it");
            }
        }
        if (count > 0) {
            out.write(PlanFormat.bytes(PlanFormat.BETWEEN_TASKS));
        }
        out.write(json.writeValueAsBytes(task));
        totals = totals.plus(Totals.of(task, header.trash()));
        count++;
    }

    /** Adds to the header's notes. */
    public void note(String text) {
        List<String> notes = new ArrayList<>(header.notes());
        notes.add(text);
        header = header.withNotes(notes);
    }

    /** How many so far. */
    public int taskCount() {
        return count;
    }

    /** Completes the plan, in a file of the temporary folder that the caller deletes when it is not needed. */
    public Plan finish() throws IOException {
        out.close();
        Path file = Files.createTempFile(temporary, "lokistore-plan-", ".json");
        MessageDigest digest = PlanFormat.digest();
        try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            writeBody(sink);
        }
        try (OutputStream plan = new BufferedOutputStream(Files.newOutputStream(file))) {
            plan.write(PlanFormat.bytes(PlanFormat.BEFORE_ID + PlanFormat.id(digest) + PlanFormat.AFTER_ID));
            writeBody(plan);
        }
        return Plan.open(file);
    }

    private void writeBody(OutputStream to) throws IOException {
        to.write(PlanFormat.bytes(PlanFormat.HEADER));
        to.write(json.writeValueAsBytes(header));
        to.write(PlanFormat.bytes(PlanFormat.END_OF_MEMBER + PlanFormat.TOTALS));
        to.write(json.writeValueAsBytes(totals));
        to.write(PlanFormat.bytes(PlanFormat.END_OF_MEMBER + PlanFormat.TASKS));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(tasks))) {
            in.transferTo(to);
        }
        to.write(PlanFormat.bytes(PlanFormat.END));
    }

    /** Removes what was written so far; the finished plan stays. */
    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(tasks);
    }
}
