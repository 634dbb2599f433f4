package com.example.agents;

import io.messaging.bus.MessageBus;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;

/** Has a book written, and prints it. */
public final class Main {
    private static final String NAMESPACE = "press";

    private Main() {}

    /**
     * Runs the agents.
     *
     * @param args the folder of the Python files; without it, {@code python}
     */
    public static void main(String[] args) throws Exception {
        Path python = Path.of(args.length > 0 ? args[0] : "python");
        boolean reviewed = PythonReviewer.isPossible();
        try (EmbeddedServer server = EmbeddedServer.start(0);
                EmbeddedMessagingBackend backend = EmbeddedMessagingBackend.open(server.port());
                MessageBus bus = MessageBus.of(backend, NAMESPACE)) {
            Agents agents = new Agents(bus, reviewed);
            try (PythonReviewer reviewer = reviewed ? PythonReviewer.start(python, server.port(), NAMESPACE) : null) {
                if (reviewer == null) {
                    System.out.println("python3 is not here: the chapters are not reviewed");
                }
                Agents.Book book = agents.write(new Agents.Plan("Messaging", List.of("topics", "agents", "replies")));
                System.out.println(book.title());
                book.chapters().forEach(chapter -> System.out.println("  " + chapter));
            }
        }
    }
}
