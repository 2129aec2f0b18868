package dev.lokistore.shell.interactive;

import dev.lokistore.compactor.doctor.Symptom;
import dev.lokistore.shell.command.HelpTopics;
import dev.lokistore.shell.command.StoreNames;
import dev.lokistore.shell.line.Cursor;
import dev.lokistore.shell.pipe.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What can be typed next, as far as it takes to know the store, the files, or our grammar. Waits a moment at most. */
final class Completions {
    private static final List<String> TIMES = List.of("now", "now-15m", "now-1h", "now-6h", "now-1d", "now-7d");
    private static final List<String> GROUPS = List.of("tenant", "table", "day", "codec", "size");

    private final CommandSpec root;
    private final StoreNames names;
    private final FileNames files;
    private final PlaceNames places;
    private final List<String> profiles;

    /** @param profiles names of those in the configuration file */
    Completions(CommandSpec root, StoreNames names, FileNames files, PlaceNames places, List<String> profiles) {
        this.root = root;
        this.names = names;
        this.files = files;
        this.places = places;
        this.profiles = List.copyOf(profiles);
    }

    CommandSpec root() {
        return root;
    }

    /** Empty where picocli knows what can follow, or nobody does. */
    Optional<List<Proposal>> at(Cursor cursor) {
        return switch (cursor.role()) {
            case NOTHING -> Optional.of(List.of());
            case FILE -> Optional.of(files.like(cursor.typed()));
            case LABEL ->
                Optional.of(names.labels().stream()
                        .map(name -> new Proposal(name.text() + "=\"", name.text(), name.about(), false))
                        .toList());
            case VALUE -> Optional.of(values(cursor));
            case COMMAND -> Optional.of(cursor.filter() ? filters() : commands().toList());
            case ARGUMENT -> cursor.filter() ? Optional.empty() : argument(cursor);
        };
    }

    private static List<Proposal> filters() {
        List<Proposal> filters = new ArrayList<>();
        for (String name : Filters.names()) {
            CommandSpec spec = Filters.spec(name);
            filters.add(
                    Proposal.whole(name, spec == null ? "" : spec.usageMessage().description()[0]));
        }
        filters.add(Proposal.whole(Filters.PAGER, "Page by page, to scroll and search; q leaves."));
        return filters;
    }

    private Stream<Proposal> commands() {
        return root.subcommands().entrySet().stream()
                .map(command -> Proposal.whole(
                        command.getKey(), about(command.getValue().getCommandSpec())));
    }

    /** The first sentence of the description. */
    static String about(CommandSpec spec) {
        String[] description = spec.usageMessage().description();
        String first = description.length == 0 ? "" : description[0];
        int end = first.indexOf(". ");
        return end < 0 ? first : first.substring(0, end + 1);
    }

    private List<Proposal> values(Cursor cursor) {
        List<Proposal> values = new ArrayList<>();
        String label = cursor.label();
        for (StoreNames.Name name : label == null ? List.<StoreNames.Name>of() : names.values(label)) {
            String inside = cursor.quote() == '`'
                    ? name.text()
                    : name.text().replace("\\", "\\\\").replace("\"", "\\\"");
            if (cursor.quote() != '`' || name.text().indexOf('`') < 0) {
                values.add(new Proposal(inside + cursor.quote(), name.text(), "", false));
            }
        }
        return values;
    }

    private Optional<List<Proposal>> argument(Cursor cursor) {
        TypedCommand command = TypedCommand.of(root, cursor.words());
        if (command == null) {
            return Optional.of(List.of());
        }
        ArgSpec next = command.next();
        boolean option = cursor.typed().startsWith("-") && !command.value();
        if (option || next == null) {
            return Optional.empty();
        }
        return of(ArgumentKind.of(command.spec(), next), cursor.typed());
    }

    private Optional<List<Proposal>> of(ArgumentKind kind, String typed) {
        return switch (kind) {
            case OTHER -> Optional.empty();
            case STORE -> Optional.of(stores(typed));
            case OPEN_STORE -> of(names.stores());
            case STORE_OR_TENANT ->
                Optional.of(Stream.concat(named(names.stores()), named(names.tenants()))
                        .toList());
            case TENANT -> of(names.tenants());
            case FINDING ->
                Optional.of(Arrays.stream(Symptom.values())
                        .map(symptom -> Proposal.whole(symptom.id(), ""))
                        .toList());
            case TIME ->
                Optional.of(Stream.concat(TIMES.stream().map(time -> Proposal.whole(time, "")), named(names.days()))
                        .toList());
            case DAY -> of(names.days());
            case FILE -> Optional.of(files.like(typed));
            case PLACE -> Optional.of(places.like(typed, true));
            case FOLDER -> Optional.of(places.like(typed, false));
            case SELECTOR -> Optional.of(typed.isEmpty() ? List.of(Proposal.part("{", "a selector")) : List.of());
            case LABEL -> of(names.labels());
            case GROUP -> Optional.of(groups(typed));
            case CHUNK -> Optional.of(chunks(typed).toList());
            case CHUNK_OR_FILE ->
                Optional.of(
                        Stream.concat(chunks(typed), files.like(typed).stream()).toList());
            case ANYTHING -> Optional.of(anything(typed));
            case COMMAND ->
                Optional.of(Stream.concat(
                                commands(), HelpTopics.names().stream().map(topic -> Proposal.whole(topic, "topic")))
                        .toList());
        };
    }

    private static Stream<Proposal> named(List<StoreNames.Name> found) {
        return found.stream().map(Proposal::of);
    }

    private static Optional<List<Proposal>> of(List<StoreNames.Name> found) {
        return Optional.of(named(found).toList());
    }

    private List<Proposal> stores(String typed) {
        List<Proposal> stores = new ArrayList<>(named(names.stores()).toList());
        profiles.forEach(profile -> stores.add(Proposal.whole(profile, "profile")));
        stores.addAll(files.like(typed));
        return stores;
    }

    /** Several, with commas between them. */
    private List<Proposal> groups(String typed) {
        String before = typed.substring(0, typed.lastIndexOf(',') + 1);
        List<String> taken = List.of(before.split(","));
        return Stream.concat(GROUPS.stream().map(group -> new StoreNames.Name(group, "")), names.labels().stream())
                .filter(group -> !taken.contains(group.text()))
                .map(group -> new Proposal(before + group.text(), group.text(), group.about(), false))
                .toList();
    }

    private Stream<Proposal> chunks(String typed) {
        return names.keys(typed).stream().map(key -> {
            boolean part = key.text().endsWith("/") || key.text().endsWith(":");
            return part ? Proposal.part(key.text(), key.about()) : Proposal.of(key);
        });
    }

    private List<Proposal> anything(String typed) {
        List<Proposal> all = new ArrayList<>(places.like(typed, true));
        if (!typed.startsWith("/")) {
            all.addAll(named(names.tables()).toList());
            all.addAll(chunks(typed).toList());
        }
        return all;
    }
}
