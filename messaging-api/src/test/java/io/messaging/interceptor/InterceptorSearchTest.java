package io.messaging.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterceptorSearchTest {
    private static final String SERVICES = "META-INF/services/" + MessagingInterceptor.class.getName();

    /** Found by its class loader's own list. */
    public static class Second implements MessagingInterceptor {
        @Override
        public int order() {
            return 10;
        }
    }

    public static class FirstByName implements MessagingInterceptor {}

    public static class LaterByName implements MessagingInterceptor {}

    public static class Outermost implements MessagingInterceptor {
        @Override
        public int order() {
            return -1;
        }
    }

    public static class Broken implements MessagingInterceptor {
        public Broken() {
            throw new IllegalStateException("intended: cannot be created");
        }
    }

    private static final class Listing extends ClassLoader {
        private final String list;

        Listing(List<String> names) {
            super(Listing.class.getClassLoader());
            list = String.join("\n", names);
        }

        @Override
        protected Enumeration<URL> findResources(String name) throws IOException {
            if (!name.equals(SERVICES)) {
                return Collections.emptyEnumeration();
            }
            return Collections.enumeration(List.of(new URL("memory", "", -1, name, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {}

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
                        }
                    };
                }
            })));
        }
    }

    private static List<String> found(Class<?>... listed) {
        return foundNames(List.of(listed).stream().map(Class::getName).toList());
    }

    private static List<String> foundNames(List<String> names) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new Listing(names));
        try {
            return MessagingInterceptor.found().stream()
                    .map(interceptor -> interceptor.getClass().getSimpleName())
                    .toList();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void theLowestOrderIsOutermostAndEqualsAreOrderedByName() {
        assertEquals(
                List.of("Outermost", "FirstByName", "LaterByName", "Second"),
                found(Second.class, LaterByName.class, Outermost.class, FirstByName.class));
    }

    @Test
    void withoutProvidersNothingIsFound() {
        assertEquals(List.of(), found());
    }

    @Test
    void whatCannotBeLoadedIsLeftOut() {
        assertEquals(List.of("FirstByName"), foundNames(List.of(Broken.class.getName(), FirstByName.class.getName())));
        assertEquals(List.of("FirstByName"), foundNames(List.of("com.example.Gone", FirstByName.class.getName())));
        assertEquals(List.of(), foundNames(List.of("not a class name")));
    }
}
