package io.messaging.tck.engine;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.messaging.administration.Administration;
import io.messaging.backend.MessagingBackend;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class WatchedBackendTest {
    @Test
    void hasTheAdministrationOfTheBackendUnderTest() {
        Administration administration = proxy(Administration.class, (proxy, method, arguments) -> null);
        MessagingBackend backend = proxy(MessagingBackend.class, (proxy, method, arguments) -> administration);

        assertSame(administration, new WatchedBackend(backend, new CallWatch()).administration());
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
