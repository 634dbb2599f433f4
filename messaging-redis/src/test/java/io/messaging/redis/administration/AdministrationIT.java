package io.messaging.redis.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** On one server. */
class AdministrationIT extends AdministrationRules {
    private static final int LARGE = 20_000;
    private static final int MOST_IN_A_PART = 500;

    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    @Override
    MessagingBackend open(Object... options) {
        return Configs.open(server.port(), options);
    }

    @Override
    List<String> keys() {
        return server.call(commands -> commands.keys("*"));
    }

    /** As the server counts them: each part is a call for the topic, and one for what is found by id. */
    @Test
    void aLargeTopicIsClearedInPartsSoThatOthersAreServedInBetween() {
        try (MessagingBackend backend = Configs.open(server.port())) {
            List<CompletableFuture<Void>> stores = new ArrayList<>();
            for (int i = 0; i < LARGE; i++) {
                stores.add(backend.storeMessageAsync("n", "large", Messages.message("m" + i)));
            }
            stores.forEach(CompletableFuture::join);
            server.call(commands -> commands.configResetstat());
            assertEquals(LARGE, backend.administration().clear("large"));
            String stats = server.call(commands -> commands.info("commandstats"));
            Matcher calls = Pattern.compile("cmdstat_evalsha:calls=(\\d+)").matcher(stats);
            assertTrue(calls.find(), stats);
            assertTrue(Integer.parseInt(calls.group(1)) >= 2 * LARGE / MOST_IN_A_PART, stats);
        }
    }

    @Test
    void aUserWhoMayNotAskTheServerSeesTheRest() {
        server.call(commands -> commands.dispatch(
                CommandType.ACL,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8)
                        .add("SETUSER")
                        .add("limited")
                        .add("on")
                        .add(">secret")
                        .add("~messaging:*")
                        .add("resetchannels")
                        .add("&messaging:*")
                        .add("+@read")
                        .add("+@write")
                        .add("+@scripting")
                        .add("+@pubsub")
                        .add("+@connection")
                        .add("+time")));
        try (MessagingBackend backend = Configs.open(server.port(), "username", "limited", "password", "secret")) {
            backend.storeMessage("n", "limited", Messages.message("m"));
            BackendStats stats = backend.administration().stats();
            assertTrue(stats.number(BackendStats.MESSAGES).orElseThrow() >= 1);
            assertTrue(stats.number("used_memory_bytes").isEmpty());
            assertTrue(stats.find("used_memory_bytes").orElseThrow().note().contains("+info"));
            assertEquals(1, backend.administration().clear("limited"));
        }
    }

    @Test
    void thePythonLayoutSaysWhyItCannot() {
        try (MessagingBackend backend = Configs.open(server.port(), "layout", "python")) {
            Administration administration = backend.administration();
            for (Executable refused : List.<Executable>of(
                    administration::stats,
                    administration::topics,
                    administration::clearAll,
                    () -> administration.clear("t"))) {
                String refusal = assertThrows(UnsupportedOperationException.class, refused)
                        .getMessage();
                assertTrue(refusal.contains("namespaces") && refusal.contains("layout native"), refusal);
            }
            backend.subscribe("shop:orders", message -> {});
            assertTrue(administration.subscribers().contains(new Subscriber("shop:orders", null, null, true)));
        }
    }
}
