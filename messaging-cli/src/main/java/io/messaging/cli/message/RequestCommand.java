package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.bus.BusClient;
import io.messaging.bus.MessageBus;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import io.messaging.message.AgentTag;
import io.messaging.message.Message;
import io.messaging.message.Names;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging request}. */
@Command(
        name = "request",
        description = {
            "Sends a request to the agents on a topic and prints the payload of the reply.",
            "",
            "The request is published to NAMESPACE:TOPIC, and the reply is sent to the requester's "
                    + "inbox. Fails on an error reply, on a timeout, and when nobody is subscribed.",
            ""
        })
public final class RequestCommand implements Callable<Integer> {
    private static final long MOST_SECONDS = 86_400;

    private final Terminal terminal;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            required = true,
            description = "The topic, as the agents name it, or NAMESPACE:TOPIC. Required.")
    private String topic;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "The agents' namespace. Default: the part of the topic before the first colon.")
    private String namespace;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for the answer; without it, ${DEFAULT-VALUE}.")
    private long timeoutSeconds;

    @Option(names = "--whole", description = "Prints the whole reply as one line of JSON, not only its payload.")
    private boolean whole;

    @Mixin
    private NewMessageOptions newMessage;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public RequestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (timeoutSeconds < 1 || timeoutSeconds > MOST_SECONDS) {
            throw new IllegalArgumentException(
                    "--timeout is " + timeoutSeconds + "; it is 1 to " + MOST_SECONDS + " seconds");
        }
        if (!newMessage.hasPayload()) {
            throw new UsageException("--payload is missing; give the question as a JSON object");
        }
        String place = namespace != null
                ? namespace
                : Names.namespaceOf(topic)
                        .orElseThrow(() -> new UsageException(
                                "--namespace is missing; give it, or a --topic that reads NAMESPACE:TOPIC"));
        Message question = newMessage.message(topic);
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal);
                MessageBus bus = MessageBus.of(backend, place)) {
            String id = question.sender().map(AgentTag::id).orElseThrow();
            // Of its own: the answer would come to other requests with this sender, too.
            BusClient asker =
                    bus.register(new AgentTag(id + "-" + ProcessHandle.current().pid(), id));
            print(answer(asker.request(question, Message.class, Duration.ofSeconds(timeoutSeconds))));
        }
        return ExitCode.OK;
    }

    private static Message answer(CompletableFuture<Message> request) throws InterruptedException {
        try {
            return request.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause
                    ? cause
                    : new MessagingException("the request failed: " + failed.getCause(), failed.getCause());
        }
    }

    private void print(Message answer) {
        terminal.say(JsonText.write(whole ? answer.fieldsByName() : answer.payload()));
    }
}
