package io.messaging.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.spi.BackendName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendDiscoveryTest {
    private static final BackendName GOOD = new BackendName("test.module", "GoodBackend");
    private static final BackendName ALIAS = new BackendName("py.module.good_backend", "GoodBackend");
    private static final BackendName UNKNOWN = new BackendName("no.such", "Backend");
    private static final String UNKNOWN_MESSAGE =
            "no backend answers to backend_module 'no.such', backend_class 'Backend': %s; correct the name, or add the "
                    + "jar with the backend to the class path (ours are messaging-inmemory, messaging-embedded and "
                    + "messaging-redis; your own needs an entry in "
                    + "META-INF/services/io.messaging.spi.MessagingBackendFactory, or provides in module-info)";

    @TempDir
    private Path directory;

    private BackendDiscovery discover(Class<?>... factories) throws Exception {
        return discover(Arrays.stream(factories).map(Class::getName).toList());
    }

    private BackendDiscovery discover(List<String> providers) throws Exception {
        return Factories.withProviders(directory, providers, BackendDiscovery::discover);
    }

    @Test
    void aBackendIsFoundByItsNameAndItsAlias() throws Exception {
        BackendDiscovery discovery = discover(Factories.Good.class);

        assertEquals(Factories.Good.class, discovery.find(GOOD).getClass());
        assertEquals(Factories.Good.class, discovery.find(ALIAS).getClass());
        assertEquals(List.of(), discovery.problems());
    }

    @Test
    void whatWasFoundSaysWhere() throws Exception {
        BackendDiscovery discovery = discover(Factories.Good.class);

        assertEquals(
                List.of("test.module/GoodBackend (" + Factories.location() + ")"),
                discovery.backends().stream().map(DiscoveredBackend::toString).toList());
    }

    @Test
    void anUnknownNameIsAnsweredWithWhatWasFoundAndWhatToDo() throws Exception {
        BackendDiscovery discovery = discover(Factories.Good.class);

        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> discovery.find(UNKNOWN));

        assertEquals(
                UNKNOWN_MESSAGE.formatted("found test.module/GoodBackend (" + Factories.location() + ")"),
                refusal.getMessage());
    }

    @Test
    void moduleAndClassHaveToFitTogether() throws Exception {
        BackendDiscovery discovery = discover(Factories.Good.class);

        for (BackendName mixed :
                List.of(new BackendName("test.module", "Backend"), new BackendName("no.such", "GoodBackend"))) {
            assertThrows(MessagingConfigurationException.class, () -> discovery.find(mixed), mixed::toString);
        }
    }

    @Test
    void whenThereIsNoneItSaysSo() throws Exception {
        BackendDiscovery discovery = discover();

        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> discovery.find(UNKNOWN));

        assertEquals(UNKNOWN_MESSAGE.formatted("none was found"), refusal.getMessage());
    }

    @Test
    void twoThatAnswerToOneNameAreBothNamed() throws Exception {
        BackendDiscovery discovery = discover(Factories.Good.class, Factories.Twin.class);

        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> discovery.find(ALIAS));

        assertEquals(
                "more than one backend answers to py.module.good_backend/GoodBackend: "
                        + "io.messaging.config.Factories$Good from " + Factories.location() + ", "
                        + "io.messaging.config.Factories$Twin from " + Factories.location()
                        + "; remove all but one from the class path",
                refusal.getMessage());
        assertEquals(Factories.Good.class, discovery.find(GOOD).getClass(), "its own name is still its own");
    }

    @Test
    void brokenProvidersAreNamedAndSpoilNothing() throws Exception {
        BackendDiscovery discovery = discover(Stream.concat(
                        Stream.of("no.such.Factory"),
                        Stream.of(
                                        Factories.Unmakable.class,
                                        Factories.Nameless.class,
                                        Factories.Failing.class,
                                        BackendDiscoveryTest.class,
                                        Factories.Good.class)
                                .map(Class::getName))
                .toList());
        String service = "io.messaging.spi.MessagingBackendFactory";
        String factories = "io.messaging.config.Factories$";

        assertEquals(
                List.of(
                        service + ": Provider no.such.Factory not found",
                        service + ": Provider " + factories + "Unmakable could not be instantiated "
                                + "(java.lang.IllegalStateException: no licence)",
                        factories + "Nameless from " + Factories.location()
                                + " has no name, aliases, description or options (null)",
                        factories + "Failing from " + Factories.location()
                                + " failed to describe itself (java.lang.UnsupportedOperationException: later)",
                        service + ": " + BackendDiscoveryTest.class.getName() + " not a subtype"),
                discovery.problems());
        assertEquals(Factories.Good.class, discovery.find(GOOD).getClass());
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> discovery.find(UNKNOWN));
        assertEquals(
                UNKNOWN_MESSAGE.formatted("found test.module/GoodBackend (" + Factories.location() + ")")
                        + "; could not be loaded: " + String.join("; ", discovery.problems()),
                refusal.getMessage());
    }

    @Test
    void aProviderThatCannotSayWhyItFailsSpoilsNothing() throws Exception {
        BackendDiscovery discovery =
                discover(Factories.Unspeakable.class, Factories.Asserting.class, Factories.Good.class);

        assertEquals(Factories.Good.class, discovery.find(GOOD).getClass());
        assertEquals(2, discovery.problems().size(), () -> discovery.problems().toString());
        assertTrue(discovery.problems().get(0).contains("its message cannot be read"), discovery.problems()::toString);
        assertTrue(discovery.problems().get(1).contains("no licence"), discovery.problems()::toString);
    }

    @Test
    void aThreadWithoutContextLoaderStillLooks() throws Exception {
        BackendDiscovery discovery = Factories.withContextLoader(null, BackendDiscovery::discover);

        assertEquals(List.of(), discovery.backends());
    }
}
