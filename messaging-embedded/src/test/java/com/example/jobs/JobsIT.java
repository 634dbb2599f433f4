package com.example.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program of docs/shared.md, which is {@link Jobs}. */
@Timeout(600)
class JobsIT {
    private static final Path PAGE = Path.of("../docs/shared.md");
    private static final Path SOURCE = Path.of("src/test/java/com/example/jobs/Jobs.java");
    private static final int JOBS = 120;
    private static final int KILLS = Integer.getInteger("messaging.jobs.kills", 2);

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Random random = new Random();

    private static ChildProcess start(EmbeddedServer server, Object... arguments) {
        ProcessBuilder builder =
                ChildProcess.java(Jobs.class, arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
        String config = Backends.config(Map.of(
                        "port",
                        server.port(),
                        "auto_start_server",
                        false,
                        "request_timeout_millis",
                        Backends.PATIENT_MILLIS))
                .toJson();
        builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config);
        return ChildProcess.start(builder);
    }

    @Test
    void everyJobIsDoneThoughWorkersAreKilled() throws Exception {
        List<ChildProcess> workers = new ArrayList<>();
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = Backends.inProcess(server.port());
                ChildProcess collector = start(server, "collector", JOBS);
                ChildProcess planner = start(server, "planner", JOBS)) {
            for (int worker = 0; worker < 2; worker++) {
                workers.add(start(server, "worker"));
            }
            planner.end();
            for (int kill = 0; kill < KILLS; kill++) {
                int results = JOBS * kill / KILLS + random.nextInt(10);
                Await.until(LIMIT, () -> "only " + results(backend) + " results", () -> results(backend) >= results);
                workers.remove(random.nextInt(2)).kill();
                workers.add(start(server, "worker"));
            }
            assertEquals(JOBS + " jobs done", collector.answer());
            assertEquals(JOBS, results(backend));
        } finally {
            workers.forEach(ChildProcess::close);
        }
    }

    private static int results(MessagingBackend backend) {
        return backend.getMessagesForTopic("results").size();
    }

    @Test
    void theProgramOfThePageIsThisOne() throws IOException {
        assertEquals(blocks(SOURCE, "// docs: jobs\\n(.*?)\\n// docs: end"), blocks(PAGE, "```java\\n(import .*?)```"));
    }

    private static List<String> blocks(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(file).replace("\r", ""))
                .results()
                .map((MatchResult block) -> block.group(1).strip())
                .toList();
    }
}
