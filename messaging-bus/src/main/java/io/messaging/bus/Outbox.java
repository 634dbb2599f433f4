package io.messaging.bus;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingBackend;
import io.messaging.bus.conversation.Trace;
import io.messaging.message.AgentTag;
import io.messaging.message.GuildStackEntry;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Stores what clients publish, one copy for each topic. Thread-safe.
 *
 * @param backend the view of the namespace
 * @param names of the namespace
 * @param guild where clients of a shared namespace come from; null in a namespace of their own
 * @param closed whether the bus is closed
 */
record Outbox(MessagingBackend backend, BusNames names, String guild, BooleanSupplier closed) {
    /** Returns the names of a message's topics in the namespace. */
    List<String> topics(Message message) {
        return message.topics().stream()
                .filter(topic -> !topic.isEmpty()) // what a builder has before a topic is set
                .map(names::topic)
                .distinct()
                .toList();
    }

    /**
     * Publishes a message to its topics, as one of a sender's.
     *
     * @return the copy of the first topic
     */
    Message publish(AgentTag sender, Message draft) {
        List<String> topics = topics(draft);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException(
                    "message " + draft.id() + " names no topic; call topic() or topics() of its builder");
        }
        MessageBuilder builder = draft.toBuilder().sender(sender);
        if (topics.size() == 1) {
            builder.topic(topics.get(0));
        } else {
            builder.topics(topics);
        }
        if (draft.traceparent().isEmpty()) {
            Trace.current().ifPresent(builder::traceparent);
        }
        if (guild != null) {
            builder.originGuildStack(withGuild(draft.originGuildStack()));
        }
        List<Message> copies = topics.stream()
                .map(topic -> builder.topicPublishedTo(topic).build())
                .toList();
        try {
            store(copies);
        } catch (BackendClosedException e) {
            throw closed.getAsBoolean() ? closedException(e) : e;
        }
        return copies.get(0);
    }

    BackendClosedException closedException(BackendClosedException cause) {
        return new BackendClosedException(
                "the bus of namespace '" + names.namespace() + "' is closed; open another one", cause);
    }

    private List<GuildStackEntry> withGuild(List<GuildStackEntry> stack) {
        if (!stack.isEmpty() && guild.equals(stack.get(stack.size() - 1).guildId())) {
            return stack;
        }
        List<GuildStackEntry> longer = new ArrayList<>(stack);
        longer.add(new GuildStackEntry(guild, null));
        return longer;
    }

    /** Several copies are on their way at once; all have ended when this returns or throws. */
    private void store(List<Message> copies) {
        if (copies.size() == 1) {
            store(copies.get(0));
            return;
        }
        List<CompletableFuture<Void>> stores = copies.stream()
                .map(copy -> backend.storeMessageAsync(names.namespace(), topicOf(copy), copy))
                .toList();
        try {
            CompletableFuture.allOf(stores.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private void store(Message copy) {
        backend.storeMessage(names.namespace(), topicOf(copy), copy);
    }

    private static String topicOf(Message copy) {
        return copy.topicPublishedTo().orElseThrow();
    }
}
