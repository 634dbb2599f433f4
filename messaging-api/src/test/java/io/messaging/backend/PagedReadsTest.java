package io.messaging.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a backend has that implements nothing but the reads of the contract's first part. */
class PagedReadsTest {
    private final List<GemstoneId> asked = new ArrayList<>();

    /** Holds the messages 1 to 5. */
    private final MessagingBackend backend = (MessagingBackend) Proxy.newProxyInstance(
            MessagingBackend.class.getClassLoader(),
            new Class<?>[] {MessagingBackend.class},
            (proxy, method, arguments) -> {
                if (method.isDefault()) {
                    return InvocationHandler.invokeDefault(proxy, method, arguments);
                }
                assertEquals("getNextMessageForTopicSince", method.getName());
                GemstoneId since = (GemstoneId) arguments[1];
                asked.add(since);
                return since.bits() < 5 ? Optional.of(message(since.bits() + 1)) : Optional.empty();
            });

    private static Message message(long id) {
        return Message.fromJson("{\"id\":" + id + "}");
    }

    private static List<Message> messages(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(PagedReadsTest::message)
                .toList();
    }

    @Test
    void aPageIsMadeOfTheNextMessages() {
        assertEquals(messages(1, 3), backend.getMessagesForTopicSince("t", GemstoneId.ZERO, 3));
        assertEquals(messages(4, 5), backend.getMessagesForTopicSince("t", GemstoneId.of(3), 3));
        assertEquals(List.of(), backend.getMessagesForTopicSince("t", GemstoneId.of(5), 3));
    }

    @Test
    void aLimitBelowOneIsRefused() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> backend.getMessagesForTopicSince("t", GemstoneId.ZERO, 0));

        assertEquals("limit is 0; it takes 1 or more", refusal.getMessage());
    }

    @Test
    void aStreamReadsAsItGoes() {
        Stream<Message> stream = backend.streamMessagesForTopicSince("t", GemstoneId.ZERO);
        asked.clear();

        Iterator<Message> iterator = stream.iterator();
        assertEquals(message(1), iterator.next());
        assertEquals(message(2), iterator.next());

        assertEquals(List.of(GemstoneId.ZERO, GemstoneId.of(1)), asked);
        stream.close();
        assertFalse(iterator.hasNext());
    }

    @Test
    void aStreamEndsWithTheTopic() {
        assertEquals(
                messages(3, 5),
                backend.streamMessagesForTopicSince("t", GemstoneId.of(2)).toList());
    }
}
