package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusClient;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneGenerator;
import io.messaging.testing.space.TestRun;
import io.messaging.testing.space.TestSettings;
import io.messaging.testing.space.TestSpace;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstantiationAwareExtension.ExtensionContextScope;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The extension behind {@link MessagingTest}, also for a field with {@code @RegisterExtension}, static or not:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final MessagingExtension MESSAGING = MessagingExtension.with("in-memory");
 * }</pre>
 *
 * <p>Immutable, so parallel tests may share it: JUnit stores the state of each test.
 */
public final class MessagingExtension
        implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(MessagingExtension.class);

    private static final Map<Class<?>, Function<Injection, Object>> PARAMETERS = Map.of(
            MessagingBackend.class, injection -> injection.space().agent(injection.agent()),
            BusClient.class, injection -> injection.test().buses().client(injection.agent()),
            MessagingConfig.class, injection -> injection.space().config(injection.agent()),
            EmbeddedServer.class,
                    injection -> injection.space().network().server().server(),
            GemstoneGenerator.class, injection -> injection.space().newGenerator(),
            DistributedTestScenario.class, injection -> injection.test().scenario(),
            MessageWaits.class, injection -> injection.test().scenario().waits(),
            Faults.class, injection -> injection.test().scenario().faults(),
            TestClock.class, injection -> injection.test().scenario().clock());

    private record Injection(RunningTest test, String agent) {
        TestSpace space() {
            return test.space();
        }
    }

    private final TestSettings settings;

    /** Creates an extension configured by the {@link MessagingTest} of the test or its class, or by its defaults. */
    public MessagingExtension() {
        this(null);
    }

    private MessagingExtension(TestSettings settings) {
        this.settings = settings;
    }

    /**
     * Creates an extension.
     *
     * @param backend as in {@link MessagingTest#backend}
     * @return an extension with all other settings at their defaults
     * @throws io.messaging.backend.MessagingConfigurationException when it names no backend
     */
    public static MessagingExtension with(String backend) {
        return new MessagingExtension(TestSettings.defaults().backend(backend));
    }

    /**
     * Creates an extension for any backend. Its tests use unique names, so it need not be empty.
     *
     * @param config the backend's configuration
     * @return an extension with all other settings at their defaults
     * @throws io.messaging.backend.MessagingConfigurationException when the configuration is not valid
     */
    public static MessagingExtension with(MessagingConfig config) {
        return new MessagingExtension(TestSettings.defaults().backend(config));
    }

    private TestSettings orDefaults() {
        return settings == null ? TestSettings.defaults() : settings;
    }

    /**
     * Runs each test with its own server.
     *
     * @return a changed copy
     */
    public MessagingExtension withOwnServer() {
        return new MessagingExtension(orDefaults().ownServer(true));
    }

    /**
     * Runs each test with its own clock.
     *
     * @return a changed copy
     */
    public MessagingExtension withClock() {
        return new MessagingExtension(orDefaults().clock(true));
    }

    /**
     * Disables the leak check.
     *
     * @return a changed copy
     */
    public MessagingExtension withoutLeakCheck() {
        return new MessagingExtension(orDefaults().leakCheck(false));
    }

    /**
     * Lets tests pass although handlers throw; see {@link MessagingTest#failOnHandlerError}.
     *
     * @return a changed copy
     */
    public MessagingExtension withoutFailOnHandlerError() {
        return new MessagingExtension(orDefaults().failOnHandlerError(false));
    }

    /**
     * Sets the time limit of waits.
     *
     * @param timeout more than zero
     * @return a changed copy
     */
    public MessagingExtension withTimeout(Duration timeout) {
        return new MessagingExtension(orDefaults().timeout(timeout));
    }

    /**
     * Lets constructor parameters belong to the test instead of its class, in JUnit 5.12 and later.
     *
     * @param context of the class
     * @return the test's
     */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext context) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /**
     * Sets the test up.
     *
     * @param context the test's
     */
    @Override
    public void beforeEach(ExtensionContext context) {
        test(context).begin();
    }

    /**
     * Closes the test's fixtures, reports a failure, and fails for unclosed resources.
     *
     * @param context the test's
     */
    @Override
    public void afterEach(ExtensionContext context) {
        test(context).end(context.getExecutionException());
    }

    /**
     * Does the same for the fixtures of the class.
     *
     * @param context the class's
     */
    @Override
    public void afterAll(ExtensionContext context) {
        known(context).ifPresent(test -> test.end(context.getExecutionException()));
    }

    /**
     * Returns whether a parameter has a type that {@link MessagingTest} lists.
     *
     * @param parameter the parameter
     * @param context the test's, or the class's
     * @return whether it can be resolved
     */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    /**
     * Returns a parameter's value.
     *
     * @param parameter the parameter
     * @param context the test's, or the class's: what a class was given lives as long as the class
     * @return the value
     */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String agent = parameter.findAnnotation(Agent.class).map(Agent::value).orElse(Agent.DEFAULT);
        return PARAMETERS.get(parameter.getParameter().getType()).apply(new Injection(test(context), agent));
    }

    /** Returns the state of the test or class, created on first use. */
    @SuppressWarnings("deprecation") // its successor is not there before JUnit 6
    private RunningTest test(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(context.getUniqueId(), id -> open(context), RunningTest.class);
    }

    @SuppressWarnings("deprecation") // its successor is not there before JUnit 6
    private RunningTest open(ExtensionContext context) {
        TestRun run = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestRun.class, type -> new RunResource(new TestRun()), RunResource.class)
                .run();
        return RunningTest.open(run, context, settingsOf(context), around(context));
    }

    private static Optional<RunningTest> known(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(context.getUniqueId(), RunningTest.class));
    }

    /** Returns the state of the enclosing classes. */
    private static List<RunningTest> around(ExtensionContext context) {
        return Stream.iterate(
                        context.getParent(),
                        Optional::isPresent,
                        parent -> parent.get().getParent())
                .flatMap(parent -> known(parent.get()).stream())
                .toList();
    }

    private TestSettings settingsOf(ExtensionContext context) {
        TestSettings chosen = settings != null ? settings : annotated(context);
        boolean asksForClock = context.getTestMethod()
                .map(Method::getParameterTypes)
                .map(Arrays::asList)
                .orElse(List.of())
                .contains(TestClock.class);
        return asksForClock ? chosen.clock(true) : chosen;
    }

    private static TestSettings annotated(ExtensionContext context) {
        Optional<MessagingTest> found = context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, MessagingTest.class))
                .or(() -> context.getTestClass().flatMap(MessagingExtension::onClassOrAround));
        return found.map(MessagingExtension::settingsOf).orElse(TestSettings.defaults());
    }

    private static Optional<MessagingTest> onClassOrAround(Class<?> type) {
        return AnnotationSupport.findAnnotation(type, MessagingTest.class)
                .or(() -> Optional.ofNullable(type.getEnclosingClass()).flatMap(MessagingExtension::onClassOrAround));
    }

    private static TestSettings settingsOf(MessagingTest annotation) {
        return TestSettings.defaults()
                .backend(annotation.backend())
                .ownServer(annotation.ownServer())
                .clock(annotation.clock())
                .leakCheck(annotation.leakCheck())
                .failOnHandlerError(annotation.failOnHandlerError())
                .timeout(Duration.ofMillis(annotation.timeoutMillis()));
    }
}
