package com.example.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.agents.Agents.Book;
import com.example.agents.Agents.Chapter;
import com.example.agents.Agents.Plan;
import io.messaging.bus.MessageBus;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private static final Plan PLAN = new Plan("Messaging", List.of("topics", "agents", "replies"));

    private final EmbeddedServer server = EmbeddedServer.start(0);
    private final EmbeddedMessagingBackend backend = EmbeddedMessagingBackend.open(server.port());
    private final MessageBus bus = MessageBus.of(backend, "press");

    @AfterEach
    void close() {
        bus.close();
        backend.close();
        server.close();
    }

    @Test
    void aBookIsWritten() throws Exception {
        Book book = new Agents(bus, false).write(PLAN);
        assertEquals(
                List.of("All about topics", "All about agents", "All about replies"),
                book.chapters().stream().map(Chapter::text).toList());
    }

    @Test
    void theAgentInPythonReviewsIt() throws Exception {
        assumeTrue(PythonReviewer.isPossible(), "there is no python3, so nothing is reviewed");
        Agents agents = new Agents(bus, true);
        PythonReviewer reviewer = PythonReviewer.start(Path.of("python"), server.port(), "press");
        try {
            Book book = agents.write(PLAN);
            assertEquals(
                    Set.of("short enough"),
                    book.chapters().stream().map(Chapter::verdict).collect(Collectors.toSet()));
        } finally {
            reviewer.close();
        }
    }
}
