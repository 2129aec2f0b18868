package dev.lokistore.compactor.newtable;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.AddedFiles;
import dev.lokistore.compactor.index.BoltdbTableBuilder;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.MergeResult;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableBuilder;
import dev.lokistore.compactor.index.TsdbTableBuilder;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.TenantReferences;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/**
 * The files of a table, made of streams that come from elsewhere, and beside or united with those that are there. The same
 * streams and files give the same bytes.
 */
public final class NewTable {
    private final ReadStore store;
    private final TableFolder folder;
    private final Table table;
    private final MergeOptions options;

    /**
     * @param store with the folder for the files
     * @param folder of the table, with the days that get rows
     * @param table with those of its files that the new ones are about; may have none
     * @param options with a time that is new in the table
     */
    public NewTable(ReadStore store, TableFolder folder, Table table, MergeOptions options) {
        this.store = store;
        this.folder = folder;
        this.table = table;
        this.options = options;
    }

    /** What is made of streams alone. */
    public record Made(List<BuiltFile> files) {
        public Made {
            files = List.copyOf(files);
        }

        /** Its chunk rows, by tenant. */
        public SortedMap<TenantId, ReferenceDigest> references() {
            TenantDigests found = new TenantDigests();
            files.forEach(file -> file.chunks().forEach(found::add));
            return found.all();
        }

        /** @return itself, if its rows are these: no chunk more, none less */
        public boolean holds(List<TenantReferences> expected) {
            return references().equals(TenantReferences.map(expected));
        }
    }

    /** One TSDB file for each tenant. */
    public Made tsdb(TableStreams streams) throws IOException {
        try (TsdbTableBuilder builder = new TsdbTableBuilder(ofDays(), beside(), store.temporary())) {
            return made(builder, streams);
        }
    }

    /** One boltdb file, or one for each tenant. */
    public Made boltdb(BoltdbWriter.Layout layout, TableStreams streams) throws IOException {
        try (BoltdbTableBuilder builder = new BoltdbTableBuilder(ofDays(), beside(), layout, store.temporary())) {
            return made(builder, streams);
        }
    }

    private static Made made(TableBuilder builder, TableStreams streams) throws IOException {
        streams.to(builder::add);
        return new Made(builder.build());
    }

    /** Under another name than what it is united to. */
    private MergeOptions beside() {
        long time = options.time().value() + (table.files().isEmpty() ? 0 : 1);
        return options.withTime(new NameTime(time));
    }

    private Table ofDays() {
        return new Table(table.name(), table.prefix(), table.number(), folder.firstDay(), folder.lastDay(), List.of());
    }

    /** The made files and the table's as one: what they become, and which of the table's they stand for. */
    public NewFiles united(Made made, Oddities oddities) throws IOException {
        MergeResult united = AddedFiles.unite(
                table, folder.path(), made.files(), store.loki().objects(), options, store.temporary());
        return new NewFiles(united.outputs(), united.replaced(), oddities.found());
    }

    /** The made files in the place of the table's. */
    public NewFiles instead(Made made, Oddities oddities) {
        List<TableFile> all = table.files();
        return new NewFiles(made.files(), all, oddities.found());
    }
}
