package io.messaging.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingMessagingBackendTest {
    private static final Map<Class<?>, Object> RESULTS =
            Map.of(boolean.class, true, long.class, 7L, List.class, List.of());

    private final List<Method> calls = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();
    private final MessagingBackend decorator = new ForwardingMessagingBackend((MessagingBackend) Proxy.newProxyInstance(
            MessagingBackend.class.getClassLoader(),
            new Class<?>[] {MessagingBackend.class},
            (proxy, method, arguments) -> {
                calls.add(method);
                if (arguments != null && arguments[0] instanceof String topic) {
                    topics.add(topic);
                }
                return RESULTS.get(method.getReturnType());
            })) {};

    static Stream<Method> contract() {
        return Arrays.stream(MessagingBackend.class.getMethods())
                .filter(method -> !method.getName().equals("inNamespace"))
                .filter(method ->
                        method.getParameterCount() != 2 || method.getParameterTypes()[1] != MessageHandler.class);
    }

    @ParameterizedTest
    @MethodSource("contract")
    void forwardsEveryMethodOfTheContract(Method method) throws Exception {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> type == int.class ? 1 : null)
                .toArray();
        Object result = method.invoke(decorator, arguments);

        assertEquals(List.of(method), calls);
        assertEquals(RESULTS.get(method.getReturnType()), result);
    }

    @Test
    void subscribingWithoutOptionsArrivesWithPlainOnes() throws Exception {
        decorator.subscribe("orders", message -> {});

        assertEquals(
                List.of(MessagingBackend.class.getMethod(
                        "subscribe", String.class, MessageHandler.class, SubscriptionOptions.class)),
                calls);
    }

    @Test
    void aViewOfANamespaceIsOneOfTheDecorator() throws Exception {
        MessagingBackend changed = new ForwardingMessagingBackend(decorator) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                return super.getMessagesForTopic(topic + "!");
            }
        };

        changed.inNamespace("shop").getMessagesForTopic("orders");

        assertEquals(List.of(MessagingBackend.class.getMethod("getMessagesForTopic", String.class)), calls);
        assertEquals("shop:orders!", topics.get(0));
    }

    @Test
    void subscribingToSeveralTopicsWithoutOptionsArrivesWithPlainOnes() throws Exception {
        decorator.subscribe(TopicFilter.startingWith("shop:"), message -> {});

        assertEquals(
                List.of(MessagingBackend.class.getMethod(
                        "subscribe", TopicFilter.class, MessageHandler.class, SubscriptionOptions.class)),
                calls);
    }
}
