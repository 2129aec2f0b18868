package dev.lokistore.shell.command;

import dev.lokistore.compactor.guard.Accept;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.Session;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** All commands under their root, with what their help pages have in common. */
public final class Commands {
    /** Those that end with {@link ExitCode#FINDINGS} when something is wrong. */
    private static final Set<String> CHECKS = Set.of("doctor", "fsck", "chunk", "verify", "compare");

    /** Those that change no Loki store and leave something behind all the same. */
    private static final Set<String> WRITERS = Set.of("copy", "dump", "export", "inventory", "replay", "report", "run");

    /** Those whose {@code --to} is not the end of a time range. */
    private static final Map<String, Consumer<CommandSpec>> OWN_TO = Map.of(
            "convert", ConvertCommand::declareKind,
            "dump", DumpCommand::declareTarget,
            "export", ExportCommand::declareFolder,
            "replay", ReplayCommand::declareTarget);

    private static final int HELP_WIDTH = 100;
    private static final String SHELL = "shell";

    private Commands() {}

    /** Every command, in the order of the help page. */
    private static Map<String, Supplier<Object>> all() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("info", InfoCommand::new);
        commands.put("schema", SchemaCommand::new);
        commands.put("tenants", TenantsCommand::new);
        commands.put("tables", TablesCommand::new);
        commands.put("streams", StreamsCommand::new);
        commands.put("labels", LabelsCommand::new);
        commands.put("chunks", ChunksCommand::new);
        commands.put("chunk", ChunkCommand::new);
        commands.put("cat", CatCommand::new);
        commands.put("grep", GrepCommand::new);
        commands.put("du", DuCommand::new);
        commands.put("cardinality", CardinalityCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("tree", TreeCommand::new);
        commands.put("stat", StatCommand::new);
        commands.put("coverage", CoverageCommand::new);
        commands.put("retention", RetentionCommand::new);
        commands.put("deletes", DeletesCommand::new);
        commands.put("rules", RulesCommand::new);
        commands.put("report", ReportCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("fsck", FsckCommand::new);
        commands.put("inventory", InventoryCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("dump", DumpCommand::new);
        commands.put("copy", CopyCommand::new);
        commands.put("replay", ReplayCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("compact", CompactCommand::new);
        commands.put("delete", DeleteCommand::new);
        commands.put("convert", ConvertCommand::new);
        commands.put("rebuild", RebuildCommand::new);
        commands.put("gc", GcCommand::new);
        commands.put("prune", PruneCommand::new);
        commands.put("tenant", TenantCommand::new);
        commands.put("plans", PlansCommand::new);
        commands.put("apply", ApplyCommand::new);
        commands.put("undo", UndoCommand::new);
        commands.put("unlock", UnlockCommand::new);
        commands.put("refresh", RefreshCommand::new);
        commands.put("cache", CacheCommand::new);
        commands.put(SHELL, ShellCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("help", HelpForCommand::new);
        return commands;
    }

    /** Every command that changes or needs what a shell remembers. */
    private static Map<String, Supplier<Object>> ofShell() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("open", OpenCommand::new);
        commands.put("close", CloseCommand::new);
        commands.put("use", UseCommand::new);
        commands.put("select", SelectCommand::new);
        commands.put("time", TimeCommand::new);
        commands.put("unset", UnsetCommand::new);
        commands.put("cd", CdCommand::new);
        commands.put("pwd", PwdCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("history", HistoryCommand::new);
        commands.put("exit", ExitCommand::new);
        return commands;
    }

    private static Map<String, Supplier<Object>> allInShell() {
        Map<String, Supplier<Object>> commands = all();
        commands.remove(SHELL);
        commands.remove("completion");
        commands.putAll(ofShell());
        return commands;
    }

    /** Whether these arguments may be of a command that leaves something half done if it is stopped. */
    public static boolean mustEnd(String... arguments) {
        Map<String, Supplier<Object>> named = allInShell();
        named.keySet().retainAll(List.of(arguments));
        return named.entrySet().stream()
                .anyMatch(command -> WRITERS.contains(command.getKey())
                        || changes(CommandSpec.forAnnotatedObject(
                                command.getValue().get())));
    }

    private static boolean changes(CommandSpec spec) {
        return spec.findOption("--yes") != null
                || spec.subcommands().values().stream().anyMatch(below -> changes(below.getCommandSpec()));
    }

    /** Whether there is such a command, and only in the shell. */
    public static boolean isOfShell(String name) {
        return ofShell().containsKey(name) || name.equals("quit");
    }

    /** As they are typed, in the order of the help page. */
    public static Set<String> names() {
        return all().keySet();
    }

    /** Those of the shell, in the order of its help page. */
    static List<String> namesInShell() {
        return List.copyOf(allInShell().keySet());
    }

    /** A command line with every command; run by one thread at a time, as often as wanted. */
    public static CommandLine on(Session session) {
        return with(session, all());
    }

    /**
     * A command line for these arguments only: commands that they do not name are left out, which makes the start much
     * faster. If they name none, or one that is about the others, all are there.
     */
    public static CommandLine on(Session session, String... arguments) {
        return with(session, named(all(), arguments));
    }

    /** As {@link #on(Session, String...)}, with the shell's own commands besides. */
    public static CommandLine inShell(Session session, String... arguments) {
        return with(session, named(allInShell(), arguments));
    }

    private static Map<String, Supplier<Object>> named(Map<String, Supplier<Object>> commands, String... arguments) {
        Set<String> named = new LinkedHashSet<>(commands.keySet());
        named.retainAll(List.of(arguments));
        if (!named.isEmpty() && !named.contains("help") && !named.contains("completion")) {
            commands.keySet().retainAll(named);
        }
        return commands;
    }

    private static CommandLine with(Session session, Map<String, Supplier<Object>> commands) {
        CommandLine root = new CommandLine(new Lokistore(session));
        commands.values().forEach(command -> root.addSubcommand(command.get()));
        OWN_TO.forEach((name, declare) -> {
            CommandLine command = root.getSubcommands().get(name);
            if (command != null) {
                declare.accept(command.getCommandSpec());
            }
        });
        root.registerConverter(TimeExpression.class, Commands::time)
                .registerConverter(Accept.class, Commands::accept)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                // a folder or a bucket may well be called 'chunks'
                .setAllowSubcommandsAsOptionParameters(true)
                .setUsageHelpWidth(HELP_WIDTH);
        // a command with an alias is there twice
        for (CommandLine command : new LinkedHashSet<>(root.getSubcommands().values())) {
            dress(command.getCommandSpec());
            command.getSubcommands().values().forEach(below -> dress(below.getCommandSpec()));
        }
        return root;
    }

    /** What picocli makes of any other exception names Java's classes to the user. */
    private static TimeExpression time(String text) {
        try {
            return TimeExpression.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static Accept accept(String text) {
        List<String> words = Arrays.stream(Accept.values()).map(Accept::word).toList();
        int place = words.indexOf(text);
        if (place < 0) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is none of the words: " + String.join(", ", words));
        }
        return Accept.values()[place];
    }

    private static void dress(CommandSpec spec) {
        spec.addOption(help(spec));
        UsageMessageSpec usage = spec.usageMessage();
        usage.synopsisHeading("Usage: ").abbreviateSynopsis(true);
        usage.descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions (and the global ones, see 'lokistore --help'):%n")
                .footerHeading("%nExamples:%n")
                .exitCodeListHeading("%nExit status:%n")
                .exitCodeList(exitCodes(CHECKS.contains(spec.name())));
        usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Commands::ownOptions);
        usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, Commands::ownOptionsHeading);
        // examples are what most readers look for: they come before the exit status
        List<String> keys = usage.sectionKeys().stream()
                .filter(key -> !key.startsWith("exitCodeList"))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        keys.add(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING);
        keys.add(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);
        usage.sectionKeys(keys);
    }

    /** Not inherited from the root, since {@code -h} means something else to a few. */
    private static OptionSpec help(CommandSpec spec) {
        OptionSpec.Builder help =
                spec.findOption("-h") == null ? OptionSpec.builder("-h", "--help") : OptionSpec.builder("--help");
        return help.usageHelp(true).description("Show this help").build();
    }

    private static List<OptionSpec> own(Help help) {
        return help.commandSpec().options().stream()
                .filter(option -> !option.inherited() && !option.usageHelp())
                .toList();
    }

    private static String ownOptionsHeading(Help help) {
        return own(help).isEmpty() ? "" : help.optionListHeading();
    }

    private static String ownOptions(Help help) {
        return own(help).isEmpty() ? "" : help.optionListExcludingGroups(own(help));
    }

    /** @param check whether the command looks for what is wrong */
    private static Map<String, String> exitCodes(boolean check) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : List.of(
                ExitCode.DONE,
                ExitCode.FAILED,
                ExitCode.USAGE,
                ExitCode.FINDINGS,
                ExitCode.PARTIAL,
                ExitCode.REFUSED,
                ExitCode.NOT_FOUND,
                ExitCode.LOCKED,
                ExitCode.DENIED,
                ExitCode.INTERRUPTED,
                ExitCode.OUTPUT_CLOSED)) {
            if (check || code != ExitCode.FINDINGS) {
                codes.put(Integer.toString(code.code()), code.meaning());
            }
        }
        return codes;
    }
}
