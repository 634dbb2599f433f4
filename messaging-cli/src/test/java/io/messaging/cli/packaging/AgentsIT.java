package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example in {@code examples/agents}, built by Maven from our published artifacts; its tests run the agents. */
@Tag("thorough") // a run of Maven
class AgentsIT {
    @Test
    void itsBuildRunsTheAgents() throws IOException, InterruptedException {
        String output = ExampleProject.copied("agents").build();
        assertTrue(output.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: "), output);
    }
}
