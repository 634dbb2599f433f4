package io.messaging.tck.run;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingException;
import io.messaging.config.MessagingConfig;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.engine.RulePatterns;
import io.messaging.tck.report.RunDetails;
import io.messaging.tck.report.TckReport;
import io.messaging.tck.report.TestedBackend;
import io.messaging.tck.report.Waivers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the kit on a configured backend.
 *
 * <pre>{@code
 * TckReport report = new TckRunner(MessagingConfig.load(file)).rules(List.of("SUB-*")).run(progress);
 * }</pre>
 *
 * <p>The backend and what it needs are found with the thread's context class loader. Not thread-safe.
 */
public final class TckRunner {
    /** More than there are processors: most of a run is waiting. */
    private static final int PARALLEL_RULES = 8;

    private final MessagingConfig config;
    private String label;
    private List<String> rules = List.of();
    private long seed = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private double timeoutFactor = 1;
    private Waivers waivers = Waivers.none();

    /**
     * Makes a runner of all rules, with a seed of its own choice.
     *
     * @param config opens the backend, many times
     */
    public TckRunner(MessagingConfig config) {
        this.config = config;
        this.label = config.backendName().className();
    }

    /**
     * Sets what the report calls the backend.
     *
     * @param name the simple name of its class, if this is not called
     * @return this
     */
    public TckRunner label(String name) {
        label = name;
        return this;
    }

    /**
     * Chooses rules.
     *
     * @param patterns ids, in which {@code *} stands for any text and {@code ?} for one character; empty for all rules
     * @return this
     */
    public TckRunner rules(List<String> patterns) {
        rules = List.copyOf(patterns);
        return this;
    }

    /**
     * Repeats a run.
     *
     * @param value the seed that the other run reported
     * @return this
     */
    public TckRunner seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Makes the kit more patient.
     *
     * @param factor multiplies its waits; above 0, at most 1000
     * @return this
     */
    public TckRunner timeoutFactor(double factor) {
        if (!(factor > 0) || factor > 1_000) {
            throw new MessagingConfigurationException(
                    "the timeout factor is " + factor + "; it is a number above 0, at most 1000");
        }
        timeoutFactor = factor;
        return this;
    }

    /**
     * Accepts that rules are broken.
     *
     * @param accepted the waivers
     * @return this
     */
    public TckRunner waivers(Waivers accepted) {
        waivers = accepted;
        return this;
    }

    /**
     * Runs the kit to its end.
     *
     * @param progress hears of it
     * @return what became of each rule, and the verdict
     * @throws MessagingConfigurationException when there is no such backend or no such rule
     * @throws io.messaging.backend.MessagingException when the backend cannot be opened at all
     */
    public TckReport run(TckProgress progress) {
        config.validate();
        RulePatterns patterns = new RulePatterns(rules);
        TestedBackend backend = new TestedBackend(
                label,
                config.backendName().module(),
                config.backendName().className(),
                Probe.capabilities(config, timeoutFactor));
        ResultCollector collector = new ResultCollector(progress);
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        execute(patterns, collector);
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        return TckReport.judge(backend, details(start, duration), collector.results(), waivers, LocalDate.now());
    }

    /** On a thread of its own: a worker of the JUnit run that this one may be part of cannot run another in parallel. */
    private void execute(RulePatterns patterns, ResultCollector collector) {
        LauncherDiscoveryRequest request = request(patterns);
        FutureTask<Void> run = new FutureTask<>(() -> launcher().execute(request, collector), null);
        new Thread(run, "messaging-tck").start();
        try {
            run.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while the kit ran", e);
        } catch (ExecutionException e) {
            throw new MessagingException("the kit cannot be run: " + e.getCause(), e.getCause());
        }
    }

    private RunDetails details(Instant start, Duration duration) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
        return new RunDetails(start, duration, seed, timeoutFactor, rules, System.getProperty("java.version"), system);
    }

    /** Without the listeners that happen to be on the class path. */
    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build());
    }

    private LauncherDiscoveryRequest request(RulePatterns patterns) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(RuleTests.select(ConfiguredBackendTck.class, patterns::want))
                .configurationParameter(ConfiguredBackendTck.CONFIG, config.toJson())
                .configurationParameter(MessagingBackendTck.SEED_PARAMETER, Long.toString(seed))
                .configurationParameter(MessagingBackendTck.TIMEOUT_FACTOR_PARAMETER, Double.toString(timeoutFactor))
                .configurationParameters(RuleTests.inParallel(PARALLEL_RULES))
                .enableImplicitConfigurationParameters(false)
                .build();
    }
}
