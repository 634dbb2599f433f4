package io.messaging.selftest;

import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Reference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Unusual but correct backends, by id: the kit must pass each. */
final class Controls {
    /** The id of the plain correct backend. */
    static final String CORRECT = "correct";

    private static final int SMALL_LIMIT_BYTES = 64 * 1_024;

    private Controls() {}

    static Map<String, Supplier<Fault>> all() {
        Map<String, Supplier<Fault>> all = new TreeMap<>(Map.of(
                CORRECT,
                () -> correct -> correct,
                "delivers-on-storing-threads",
                () -> new With(Delivery.DIRECT, correct -> correct),
                "stores-in-5-ms",
                () -> correct -> slow(correct, 5, 0),
                "reads-in-5-ms",
                () -> correct -> slow(correct, 0, 5),
                "one-handler-at-a-time",
                Controls::oneAtATime,
                "copies-messages-and-lists",
                () -> Controls::copying,
                "no-subscriptions",
                () -> Controls::withoutSubscriptions,
                "shares-nothing",
                () -> Controls::alone,
                "at-most-64-kib",
                () -> Controls::limited,
                "completes-async-stores-late",
                () -> Controls::late));
        all.putAll(HandmadeControls.all());
        return all;
    }

    /** Another kind of delivery underneath. */
    private record With(Delivery delivery, Fault fault) implements Fault {
        @Override
        public MessagingBackend open(MessagingBackend correct) {
            return fault.open(correct);
        }
    }

    private static MessagingBackend declaring(MessagingBackend correct, Capability... missing) {
        EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
        declared.removeAll(Set.of(missing));
        return new Delegate(correct) {
            @Override
            public Set<Capability> capabilities() {
                return EnumSet.copyOf(declared);
            }

            @Override
            public DurableClients durableClients() {
                if (!declared.contains(Capability.DURABLE_SUBSCRIPTION)) {
                    super.getMessagesForTopic("any"); // throws if it is closed
                    throw new UnsupportedOperationException("no durable clients here");
                }
                return super.durableClients();
            }

            @Override
            public SharedGroups sharedGroups() {
                if (!declared.contains(Capability.SHARED_SUBSCRIPTION)) {
                    super.getMessagesForTopic("any"); // throws if it is closed
                    throw new UnsupportedOperationException("no groups here");
                }
                return super.sharedGroups();
            }

            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                if (options != null && options.isDurable() && !declared.contains(Capability.DURABLE_SUBSCRIPTION)) {
                    throw new UnsupportedOperationException("no durable clients here");
                }
                if (options != null && options.isShared() && !declared.contains(Capability.SHARED_SUBSCRIPTION)) {
                    throw new UnsupportedOperationException("no groups here");
                }
                if (options != null
                        && options.startsAfter().isPresent()
                        && !declared.contains(Capability.START_POSITION)) {
                    throw new UnsupportedOperationException("no starts here");
                }
                return super.subscribe(topic, handler, options);
            }

            @Override
            public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
                if (!declared.contains(Capability.PREFIX_SUBSCRIPTION)) {
                    super.getMessagesForTopic("any"); // throws if it is closed
                    throw new UnsupportedOperationException("no prefixes here");
                }
                return super.subscribe(topics, handler, options);
            }
        };
    }

    private static MessagingBackend slow(MessagingBackend correct, int storeMillis, int readMillis) {
        return new Delegate(correct) {
            private void pause(int millis) {
                Faults.pause(TimeUnit.MILLISECONDS.toNanos(millis));
            }

            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                pause(storeMillis);
                super.storeMessage(namespace, topic, message);
            }

            @Override
            public List<Message> getMessagesForTopic(String topic) {
                pause(readMillis);
                return super.getMessagesForTopic(topic);
            }

            @Override
            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                pause(readMillis);
                return super.getNextMessageForTopicSince(topic, since);
            }

            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                pause(readMillis);
                return super.subscribe(topic, handler, options);
            }

            @Override
            public void close() {
                pause(readMillis);
                super.close();
            }
        };
    }

    private static Fault oneAtATime() {
        ReentrantLock turn = new ReentrantLock(true);
        return correct ->
                Faults.handlers(declaring(correct, Capability.ASYNC_DELIVERY), (topic, handler, options) -> message -> {
                    turn.lock();
                    try {
                        handler.onMessage(message);
                    } finally {
                        turn.unlock();
                    }
                });
    }

    private static MessagingBackend copying(MessagingBackend correct) {
        return Faults.handlers(
                new Delegate(correct) {
                    private static Message copy(Message message) {
                        return Message.fromJson(message.toJson());
                    }

                    private static List<Message> copies(List<Message> messages) {
                        List<Message> copies = new ArrayList<>();
                        messages.forEach(message -> copies.add(copy(message)));
                        return copies;
                    }

                    @Override
                    public List<Message> getMessagesForTopic(String topic) {
                        return copies(super.getMessagesForTopic(topic));
                    }

                    @Override
                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                        return copies(super.getMessagesForTopicSince(topic, since));
                    }

                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        return super.getNextMessageForTopicSince(topic, since).map(message -> copy(message));
                    }

                    @Override
                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                        return copies(super.getMessagesById(namespace, ids));
                    }
                },
                (topic, handler, options) -> message -> handler.onMessage(Message.fromJson(message.toJson())));
    }

    private static MessagingBackend withoutSubscriptions(MessagingBackend correct) {
        return new Delegate(correct) {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.SHARED);
            }

            @Override
            public boolean supportsSubscription() {
                return false;
            }

            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                super.getMessagesForTopic(topic); // throws if it is closed or the topic is invalid
                throw new UnsupportedOperationException("it has no subscriptions");
            }

            @Override
            public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
                super.getMessagesForTopic("any"); // throws if it is closed
                throw new UnsupportedOperationException("it has no subscriptions");
            }

            @Override
            public DurableClients durableClients() {
                super.durableClients(); // throws if it is closed
                throw new UnsupportedOperationException("it has no subscriptions");
            }

            @Override
            public SharedGroups sharedGroups() {
                super.sharedGroups(); // throws if it is closed
                throw new UnsupportedOperationException("it has no subscriptions");
            }
        };
    }

    /** Every instance has a store of its own. */
    private static MessagingBackend alone(MessagingBackend unused) {
        unused.close();
        MessagingBackend own = Reference.open("selftest-alone-" + UUID.randomUUID(), Delivery.ASYNC);
        return declaring(
                own,
                Capability.PERSISTENT, // it has not what another instance stored
                Capability.SHARED,
                Capability.DURABLE_SUBSCRIPTION,
                Capability.SHARED_SUBSCRIPTION,
                Capability.START_POSITION,
                Capability.PREFIX_SUBSCRIPTION);
    }

    private static RejectedMessageException tooLarge() {
        return new RejectedMessageException("at most " + SMALL_LIMIT_BYTES + " bytes are taken here");
    }

    private static MessagingBackend limited(MessagingBackend correct) {
        return new Delegate(correct) {
            @Override
            public long maxMessageBytes() {
                return SMALL_LIMIT_BYTES;
            }

            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                if (Faults.valid(namespace, topic, message) && message.jsonLength() > SMALL_LIMIT_BYTES) {
                    throw tooLarge();
                }
                super.storeMessage(namespace, topic, message);
            }

            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                return Faults.valid(namespace, topic, message) && message.jsonLength() > SMALL_LIMIT_BYTES
                        ? CompletableFuture.failedFuture(tooLarge())
                        : super.storeMessageAsync(namespace, topic, message);
            }
        };
    }

    /** Unwraps failures, which dependent futures wrap once more. */
    private static MessagingBackend late(MessagingBackend correct) {
        Executor later = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);
        return Changes.async(correct, (backend, namespace, topic, message) -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            backend.storeMessageAsync(namespace, topic, message)
                    .whenCompleteAsync(
                            (ok, failure) -> {
                                if (failure == null) {
                                    done.complete(null);
                                } else {
                                    done.completeExceptionally(
                                            failure instanceof CompletionException ? failure.getCause() : failure);
                                }
                            },
                            later);
            return done;
        });
    }
}
