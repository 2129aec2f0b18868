package dev.lokistore.shell.command;

import dev.lokistore.index.cache.CacheFolder;
import dev.lokistore.index.cache.CacheFolder.CachedStore;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cache} and what is below it. */
@Command(
        name = "cache",
        subcommands = CacheCommand.Clear.class,
        description = {
            "Lists what is cached on this machine, one file a store, the one used last first. Opens no store."
        },
        footer = {"  lokistore cache", "  lokistore cache clear s3://loki-chunks", "  lokistore cache clear"})
final class CacheCommand extends StoreCommand {
    private static final RecordView<CachedStore> VIEW = RecordView.<CachedStore>builder()
            .text("store", cached -> cached.store().orElse("(in use)"))
            .bytes("bytes", CachedStore::bytes)
            .field("used", FieldKind.TEXT, Shown.ALWAYS, cached -> cached.used().toString())
            .text("file", cached -> cached.file().toString())
            .build();

    @Override
    void execute(Run run) throws IOException {
        CacheFolder folder = run.caches().folder();
        run.render(VIEW, "nothing is cached in " + folder.path(), sink -> {
            for (CachedStore cached : folder.list()) {
                sink.accept(cached);
            }
        });
    }

    /** {@code cache clear}. */
    @Command(
            name = "clear",
            description = "Removes the cache of one store, or all caches. Changes no store.",
            footer = {"  lokistore cache clear", "  lokistore cache clear s3://loki-chunks"})
    static final class Clear extends StoreCommand {
        @Parameters(arity = "0..1", paramLabel = "STORE", description = "URI or profile. Default: all")
        private @Nullable String store;

        @Override
        void execute(Run run) throws IOException {
            CacheFolder folder = run.caches().folder();
            if (store == null) {
                int removed = folder.clear();
                run.note(removed + (removed == 1 ? " cache removed" : " caches removed"));
            } else {
                String name = run.cacheName(Optional.of(store));
                run.note(folder.clear(name) ? "the cache of " + name + " is removed" : "there is no cache of " + name);
            }
        }
    }
}
