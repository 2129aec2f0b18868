package dev.lokistore.shell;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Stands before an S3 server and passes requests without a body on as they are, one for each connection; those that read a
 * certain object it refuses, or never answers.
 */
final class ReadProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch met = new CountDownLatch(1);
    private final String behind;
    private final String marked;
    private final boolean answers;

    /**
     * @param behind host and port of the server
     * @param marked part of the object's key, as it is in the request line
     * @param answers whether it refuses, or stays silent
     */
    ReadProxy(String behind, String marked, boolean answers) throws IOException {
        this.behind = behind;
        this.marked = marked;
        this.answers = answers;
        daemon(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Counted down when the object was asked for. */
    CountDownLatch met() {
        return met;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String head = head(new BufferedInputStream(socket.getInputStream()));
            String line = head.substring(0, head.indexOf('\r'));
            if (line.startsWith("GET ") && line.contains(marked) && !line.contains("list-type")) {
                met.countDown();
                if (answers) {
                    socket.getOutputStream().write(denial());
                } else {
                    new CountDownLatch(1).await();
                }
            } else {
                pass(head, socket);
            }
        } catch (IOException | InterruptedException e) {
            // the client, or the test, went away
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] denial() {
        String body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
        return ("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: application/xml\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void pass(String head, Socket client) throws IOException {
        int colon = behind.lastIndexOf(':');
        int port = Integer.parseInt(behind.substring(colon + 1));
        String alone = head.replaceFirst("(?i)\r\nConnection:[^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        try (Socket upstream = new Socket(behind.substring(0, colon), port)) {
            upstream.getOutputStream().write(alone.getBytes(StandardCharsets.ISO_8859_1));
            upstream.getInputStream().transferTo(client.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
