package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that carries out a plan.
 *
 * @param name for people: user, host, process
 * @param machine the same for two processes only if each can tell whether the other one lives; empty if that is not known
 * @param pid of the process
 */
public record RunOwner(String name, String machine, long pid) {
    /** This process. */
    public static RunOwner current() {
        long pid = ProcessHandle.current().pid();
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown-host";
        }
        String name = System.getProperty("user.name") + "@" + host + " (process " + pid + ")";
        return new RunOwner(name, thisMachine(), pid);
    }

    /** A boot of a machine and a set of process numbers in it: containers have their own. */
    private static String thisMachine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Whether the other one is known to have ended. */
    boolean knowsDead(RunOwner other) {
        return !machine.isEmpty()
                && machine.equals(other.machine)
                && ProcessHandle.of(other.pid).filter(ProcessHandle::isAlive).isEmpty();
    }
}
