package com.example.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.agents.Agents.Book;
import com.example.agents.Agents.Chapter;
import com.example.agents.Agents.Plan;
import io.messaging.backend.MessagingBackend;
import io.messaging.bus.MessageBus;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.testing.Agent;
import io.messaging.testing.MessagingTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@MessagingTest
class AgentsTest {
    private static final Plan PLAN = new Plan("Messaging", List.of("topics", "agents", "replies"));

    @Test
    void aBookIsWritten(@Agent("agents") MessagingBackend backend) throws Exception {
        try (MessageBus bus = MessageBus.of(backend, "press")) {
            Book book = new Agents(bus, false).write(PLAN);
            assertEquals(
                    List.of("All about topics", "All about agents", "All about replies"),
                    book.chapters().stream().map(Chapter::text).toList());
        }
    }

    @Test
    void theAgentInPythonReviewsIt() throws Exception {
        assumeTrue(PythonReviewer.isPossible(), "there is no python3, so nothing is reviewed");
        try (EmbeddedServer server = EmbeddedServer.start(0);
                MessagingBackend backend = io.messaging.embedded.EmbeddedMessagingBackend.open(server.port());
                MessageBus bus = MessageBus.of(backend, "press")) {
            Agents agents = new Agents(bus, true);
            try (PythonReviewer reviewer = PythonReviewer.start(Path.of("python"), server.port(), "press")) {
                Book book = agents.write(PLAN);
                assertEquals(
                        Set.of("short enough"),
                        book.chapters().stream().map(Chapter::verdict).collect(Collectors.toSet()));
            }
        }
    }
}
