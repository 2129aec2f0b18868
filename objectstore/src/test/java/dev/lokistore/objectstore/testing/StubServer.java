package dev.lokistore.objectstore.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * An HTTP server that misbehaves as it is told: each request gets the next answer of the script, the last one for ever. One
 * connection per request.
 */
public final class StubServer implements AutoCloseable {
    /** Does something with a connection whose request has been read. */
    public interface Answer {
        void send(Socket socket, OutputStream out, CountDownLatch closed) throws Exception;
    }

    /** The first line and the headers, in lower case up to the first colon. */
    public record Request(String line, List<String> headers) {
        public boolean isMethod(String method) {
            return line.startsWith(method + " ");
        }
    }

    private final ServerSocket server;
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public StubServer(Answer... answers) throws IOException {
        script.addAll(List.of(answers));
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "stub");
        thread.setDaemon(true);
        thread.start();
    }

    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
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
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String line = line(in);
            List<String> headers = new ArrayList<>();
            int length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
                headers.add(name + header.substring(colon));
                if (name.equals("content-length")) {
                    length = Integer.parseInt(header.substring(colon + 1).strip());
                }
            }
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            if (headers.contains("expect: 100-continue")) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            in.skipNBytes(length);
            requests.add(new Request(line, headers));
            Answer answer = script.size() > 1 ? script.remove() : script.element();
            answer.send(socket, out, closed);
            out.flush();
        } catch (Exception e) {
            // the client went away, as some tests want it to
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) {
                throw new IOException("the client went away");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** @param headers lines without their ends */
    public static Answer answer(int status, String body, String... headers) {
        return (socket, out, closed) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head(out, status, bytes.length, headers);
            out.write(bytes);
        };
    }

    private static void head(OutputStream out, int status, long length, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\nConnection: close\r\n");
        head.append("Content-Length: ").append(length).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The error document of S3. */
    public static Answer error(int status, String code, String... headers) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>said the server</Message><RequestId>1</RequestId></Error>";
        return answer(status, body, with("Content-Type: application/xml", headers));
    }

    /** The headers of an error, and no body: what HEAD gets. */
    public static Answer noBody(int status, String... headers) {
        return answer(status, "", headers);
    }

    public static Answer object(String body) {
        return answer(200, body, "ETag: \"e1\"", "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT");
    }

    /** Announces more than it sends. */
    public static Answer shortBody(String body, int announced) {
        return (socket, out, closed) -> {
            head(out, 200, announced, "ETag: \"e1\"", "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT");
            out.write(body.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Says nothing until the server is closed. */
    public static Answer stall() {
        return (socket, out, closed) -> closed.await();
    }

    /** Sends half a body and then nothing more. */
    public static Answer stallAfter(String body, int announced) {
        return (socket, out, closed) -> {
            shortBody(body, announced).send(socket, out, closed);
            out.flush();
            closed.await();
        };
    }

    public static Answer reset() {
        return (socket, out, closed) -> {
            // without lingering, closing sends RST
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    /** Closes the connection without a word. */
    public static Answer hangUp() {
        return (socket, out, closed) -> socket.close();
    }

    public static Answer page(String nextToken, String... keys) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>"
                + "<Name>b</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><KeyCount>" + keys.length + "</KeyCount>");
        xml.append("<IsTruncated>").append(!nextToken.isEmpty()).append("</IsTruncated>");
        if (!nextToken.isEmpty()) {
            xml.append("<NextContinuationToken>").append(nextToken).append("</NextContinuationToken>");
        }
        for (String key : keys) {
            xml.append("<Contents><Key>").append(key).append("</Key><Size>1</Size><ETag>\"e\"</ETag>");
            xml.append("<LastModified>2026-10-21T07:28:00.000Z</LastModified></Contents>");
        }
        return answer(200, xml.append("</ListBucketResult>").toString(), "Content-Type: application/xml");
    }

    private static String[] with(String first, String... others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
