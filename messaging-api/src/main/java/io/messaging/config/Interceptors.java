package io.messaging.config;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.interceptor.InterceptorChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.message.Message;
import io.messaging.message.Names;
import io.messaging.message.TopicFilter;
import io.messaging.spi.ForwardingMessagingBackend;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Registers interceptors in code. */
public final class Interceptors {
    private Interceptors() {}

    /**
     * Registers interceptors around a backend of any kind.
     *
     * <pre>{@code
     * MessagingBackend backend = Interceptors.on(config.createBackend(), new Tracing(), new Metrics());
     * }</pre>
     *
     * @param backend what to store in, and what calls the handlers
     * @param interceptors outermost first; those that the backend has already are inside of them
     * @return a backend with these interceptors; closing it closes the given one, which as such calls none of them
     */
    public static MessagingBackend on(MessagingBackend backend, MessagingInterceptor... interceptors) {
        required("interceptors", interceptors);
        return on(backend, Arrays.asList(interceptors));
    }

    /**
     * Registers interceptors around a backend of any kind.
     *
     * @param backend what to store in, and what calls the handlers
     * @param interceptors outermost first; those that the backend has already are inside of them
     * @return a backend with these interceptors; closing it closes the given one, which as such calls none of them
     */
    public static MessagingBackend on(MessagingBackend backend, List<? extends MessagingInterceptor> interceptors) {
        required("backend", backend);
        required("interceptors", interceptors);
        interceptors.forEach(interceptor -> required("an interceptor of interceptors", interceptor));
        return interceptors.isEmpty() ? backend : new Intercepted(backend, InterceptorChain.of(interceptors));
    }

    private static void required(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is null; it is required");
        }
    }

    /** Checks the arguments of what interceptors see. Bad ones of other calls are for the backend to refuse. */
    private static final class Intercepted extends ForwardingMessagingBackend {
        private volatile InterceptorChain interceptors;

        Intercepted(MessagingBackend target, InterceptorChain interceptors) {
            super(target);
            this.interceptors = interceptors;
        }

        @Override
        public void storeMessage(String namespace, String topic, Message message) {
            interceptors.store(
                    checked(namespace, topic, message), changed -> target().storeMessage(namespace, topic, changed));
        }

        @Override
        public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
            InterceptorChain chain = interceptors;
            StoreCall call = checked(namespace, topic, message);
            return chain == InterceptorChain.NONE // closed: the backend says so, at once
                    ? target().storeMessageAsync(namespace, topic, message)
                    : chain.storeAsync(call, changed -> target().storeMessageAsync(namespace, topic, changed));
        }

        private static StoreCall checked(String namespace, String topic, Message message) {
            Names.require("namespace", namespace);
            Names.require("topic", topic);
            required("message", message);
            return new StoreCall(namespace, topic, message);
        }

        @Override
        public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
            return target().subscribe(topic, handler == null ? null : interceptors.around(handler), options);
        }

        @Override
        public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
            return target().subscribe(topics, handler == null ? null : interceptors.around(handler), options);
        }

        @Override
        public void close() {
            closed(super::close);
        }

        @Override
        public void close(Duration limit) {
            closed(() -> super.close(limit));
        }

        /** Whoever keeps the closed backend keeps no class loader of theirs. */
        private void closed(Runnable close) {
            close.run();
            interceptors = InterceptorChain.NONE;
        }
    }
}
