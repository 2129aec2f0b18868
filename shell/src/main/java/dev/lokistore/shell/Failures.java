package dev.lokistore.shell;

import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.engine.PlanOutdatedException;
import dev.lokistore.compactor.engine.RefusedPlanException;
import dev.lokistore.compactor.export.ExportRefusedException;
import dev.lokistore.compactor.gateway.GatewayException;
import dev.lokistore.compactor.plan.NoSuchPlanException;
import dev.lokistore.compactor.plan.PlanException;
import dev.lokistore.compactor.replay.SourceChangedException;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.layout.AmbiguousRootException;
import dev.lokistore.index.layout.NoLokiStoreException;
import dev.lokistore.index.logql.LogqlException;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.shell.config.ConfigurationException;
import dev.lokistore.shell.terminal.BrokenOutputException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IExitCodeExceptionMapper;

/** The one place that says which exit code a failure has, and what the user reads of it. */
public final class Failures implements IExitCodeExceptionMapper {
    @Override
    public int getExitCode(Throwable failure) {
        return codeOf(failure).code();
    }

    public static ExitCode codeOf(Throwable failure) {
        if (failure instanceof StoreException store) {
            return codeOf(store.kind());
        }
        if (failure instanceof GatewayException gateway) {
            return codeOf(gateway.kind());
        }
        if (failure instanceof BrokenOutputException output) {
            if (output.getCause() instanceof InterruptedIOException) {
                return ExitCode.INTERRUPTED;
            }
            return output.pipeClosed() ? ExitCode.OUTPUT_CLOSED : ExitCode.FAILED;
        }
        if (failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException
                || failure instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        if (failure instanceof LockedException) {
            return ExitCode.LOCKED;
        }
        if (failure instanceof NotFoundException
                || failure instanceof NoSuchPlanException
                || failure instanceof NoLokiStoreException
                || failure instanceof NoSuchFileException) {
            return ExitCode.NOT_FOUND;
        }
        if (failure instanceof AccessDeniedException) {
            return ExitCode.DENIED;
        }
        if (failure instanceof RefusedException
                || failure instanceof RefusedPlanException
                || failure instanceof PlanOutdatedException
                || failure instanceof ExportRefusedException
                || failure instanceof SourceChangedException
                || failure instanceof PlanException) {
            return ExitCode.REFUSED;
        }
        boolean callersMistake = failure instanceof AmbiguousRootException
                || failure instanceof LogqlException
                || failure instanceof LokiConfigException
                || failure instanceof ConfigurationException
                || failure instanceof UsageException;
        return callersMistake ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private static ExitCode codeOf(StoreException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, NO_SUCH_BUCKET, NO_SUCH_OBJECT, WRONG_REGION -> ExitCode.NOT_FOUND;
            case BAD_CREDENTIALS, FORBIDDEN -> ExitCode.DENIED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case TLS, UNAVAILABLE, BAD_RESPONSE, ALREADY_EXISTS, TOO_LARGE, UNSUPPORTED, OUTSIDE_ROOT, IO ->
                ExitCode.FAILED;
        };
    }

    private static ExitCode codeOf(GatewayException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, NOT_FOUND -> ExitCode.NOT_FOUND;
            case DENIED -> ExitCode.DENIED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case TLS, THROTTLED, REJECTED, UNAVAILABLE, BAD_ANSWER -> ExitCode.FAILED;
        };
    }

    /** What happened, in one or more lines; empty where there is nothing to say. */
    public static List<String> describe(Throwable failure) {
        ExitCode code = codeOf(failure);
        if (code == ExitCode.OUTPUT_CLOSED) {
            return List.of();
        }
        if (code == ExitCode.INTERRUPTED) {
            return List.of("interrupted");
        }
        if (failure instanceof LogqlException selector) {
            return List.of(String.valueOf(selector.getMessage()), selector.pointing());
        }
        if (failure instanceof AmbiguousRootException several) {
            List<String> lines = new ArrayList<>();
            lines.add(several.store() + " holds several Loki stores; open one of them by its path below it:");
            several.roots().forEach(root -> lines.add("  " + (root.isEmpty() ? "(the top)" : root)));
            return lines;
        }
        if (failure instanceof BrokenOutputException output) {
            return List.of("cannot write the output: " + output.getCause().getMessage());
        }
        if (failure instanceof OutOfMemoryError) {
            return List.of("out of memory; LOKISTORE_JAVA_OPTS=-Xmx2g gives more");
        }
        if (failure instanceof StackOverflowError) {
            return List.of("the regular expression is too complex; LOKISTORE_JAVA_OPTS=-Xss16m gives more room");
        }
        if (failure instanceof LinkageError) {
            return List.of(
                    "a native library cannot be loaded: " + rootOf(failure),
                    "Java unpacks it into its temporary folder, which needs room and must not be mounted noexec;"
                            + " TMPDIR names another");
        }
        if (failure instanceof FileSystemException file) {
            return List.of(describe(file));
        }
        String message = failure.getMessage();
        boolean ours = failure instanceof java.io.IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof ConfigurationException
                || failure instanceof NotFoundException
                || failure instanceof RefusedException
                || failure instanceof UsageException;
        if (ours && message != null) {
            return List.of(message);
        }
        return List.of(
                "internal error: " + failure, "this is a defect of lokistore: run again with --verbose and report it");
    }

    /** Their own message is little more than the file's name. */
    private static String describe(FileSystemException file) {
        if (file instanceof NoSuchFileException) {
            return "no such file: " + file.getFile();
        }
        if (file instanceof AccessDeniedException) {
            return "permission denied: " + file.getFile();
        }
        return String.valueOf(file.getMessage());
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
