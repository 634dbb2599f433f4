package io.messaging.tck.engine;

import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.spec.TckFailure;
import io.messaging.tck.spec.TckSkip;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with a backend of its own, told what to do over a connection: see {@code Companion}. */
public final class OtherProcess implements AutoCloseable {
    /** What it is told, and the answer when it has done so. */
    public static final String OK = "ok";

    public static final String STORE = "store";
    public static final String READ = "read";
    public static final String FORWARD = "forward";
    public static final String DURABLE = "durable";
    public static final String SHARED = "shared";

    private final Verify verify;
    private final Process process;
    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;

    private OtherProcess(Verify verify, Process process, Socket socket) throws IOException {
        this.verify = verify;
        this.process = process;
        this.socket = socket;
        this.out = new DataOutputStream(socket.getOutputStream());
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Starts a process that runs the companion with these arguments. */
    public interface Starter {
        Process start(List<String> arguments) throws Exception;
    }

    /** Starts the process and waits until it has its backend open. */
    static OtherProcess start(RuleContext tck, Starter starter) {
        Verify verify = tck.verify();
        Process process = null;
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            process = starter.start(List.of(Integer.toString(door.getLocalPort())));
            Process started = process;
            door.setSoTimeout(100);
            Socket[] socket = new Socket[1];
            boolean came = tck.awaiter().until(() -> {
                socket[0] = accept(door);
                return socket[0] != null || !started.isAlive();
            });
            if (!came || socket[0] == null) {
                throw verify.failure("another process starts and opens a backend", describeEnd(process));
            }
            socket[0].setSoTimeout(Math.toIntExact(
                    tck.timeouts().positiveWait().multipliedBy(4).toMillis()));
            OtherProcess other = new OtherProcess(verify, process, socket[0]);
            other.expectOk("open a backend");
            return other;
        } catch (TckFailure | TckSkip e) {
            end(process);
            throw e;
        } catch (Exception e) {
            end(process);
            throw verify.unexpected("another process starts", e);
        }
    }

    private static Socket accept(ServerSocket door) {
        try {
            return door.accept();
        } catch (IOException e) {
            return null;
        }
    }

    private static String describeEnd(Process process) {
        return process.isAlive() ? "it did not call back in time" : "it ended with exit code " + process.exitValue();
    }

    private static void end(Process process) {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** A JVM like this one, with the same class path and the configuration in its environment. */
    public static Process likeThisOne(Class<?> main, MessagingConfig config, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Xmx256m");
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config.toJson());
        builder.environment().put("CLASSPATH", classPath());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private static String classPath() {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    path.append(File.pathSeparator).append(file(url));
                }
            }
        }
        return path.toString();
    }

    private static String file(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return url.getPath();
        }
    }

    public void store(String namespace, String topic, Message message) {
        ask(STORE, namespace, topic, message.toJson());
        expectOk("store a message");
    }

    public List<GemstoneId> read(String topic) {
        ask(READ, topic);
        expectOk("read a topic");
        try {
            List<GemstoneId> ids = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                ids.add(GemstoneId.of(in.readLong()));
            }
            return ids;
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Has everything that arrives in a topic stored into another. */
    public void forward(String topic, String namespace, String target) {
        ask(FORWARD, topic, namespace, target);
        expectOk("subscribe");
    }

    /** Has it handle so many messages, and never come to the end of the next one. */
    public void handleDurably(String topic, String client, int count) {
        ask(DURABLE, topic, client, Integer.toString(count));
        expectOk("subscribe durably");
    }

    /** Has it join a group, and never come to the end of the first message that it gets. */
    public void joinGroup(String topic, String group, String namespace) {
        ask(SHARED, topic, group, namespace);
        expectOk("join a group");
    }

    /** Waits until it has come to the message it will not finish. */
    public GemstoneId handling() {
        expectOk("receive messages");
        try {
            return GemstoneId.of(in.readLong());
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private void ask(String command, String... arguments) {
        try {
            out.writeUTF(command);
            for (String argument : arguments) {
                byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            out.flush();
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private void expectOk(String what) {
        String answer;
        try {
            answer = in.readUTF();
        } catch (IOException e) {
            throw gone(e);
        }
        verify.that(answer.equals(OK), "another process can " + what, () -> answer);
    }

    private TckFailure gone(IOException e) {
        return verify.unexpected("the other process answers", e);
    }

    /** Ends the process at once, in whatever it is doing. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process close its backend and end. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        awaitEnd();
    }
}
