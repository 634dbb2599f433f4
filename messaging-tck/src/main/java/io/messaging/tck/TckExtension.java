package io.messaging.tck;

import io.messaging.tck.engine.Guard;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.TckSettings;
import io.messaging.tck.spec.Rule;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Gives each test of a rule its context, and has it guarded. */
final class TckExtension
        implements BeforeAllCallback,
                ExecutionCondition,
                TestInstancePostProcessor,
                ParameterResolver,
                InvocationInterceptor {
    private static final System.Logger LOGGER = System.getLogger("io.messaging.tck");
    private static final ExtensionContext.Namespace OF_THE_KIT = ExtensionContext.Namespace.create(TckExtension.class);

    TckExtension() {}

    private static TckSettings settings(ExtensionContext context) {
        return TckSettings.from(context::getConfigurationParameter);
    }

    private static Rule rule(ExtensionContext context) {
        return context.getTestMethod()
                .map(method -> method.getAnnotation(Rule.class))
                .orElse(null);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (MessagingBackendTck.class.isAssignableFrom(context.getRequiredTestClass())) { // and not once a group
            TckSettings settings = settings(context);
            String text = settings.seed() + ", again with -D" + TckSettings.SEED + "=" + settings.seed();
            context.publishReportEntry(TckSettings.SEED, Long.toString(settings.seed()));
            LOGGER.log(
                    Level.INFO,
                    () -> context.getDisplayName() + ": seed " + text + "; timeout factor " + settings.timeoutFactor());
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Rule rule = rule(context);
        return rule == null || settings(context).rules().want(rule.value())
                ? ConditionEvaluationResult.enabled("")
                : ConditionEvaluationResult.disabled("not among the rules of -D" + TckSettings.RULES);
    }

    /** The store of the context of a test is to be that test's own. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** The author's object comes first; the group that it encloses is then given the context. */
    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        Rule rule = rule(context);
        if (rule != null && testInstance instanceof MessagingBackendTck author) {
            TckSettings settings = settings(context);
            long seed = settings.seed() * 31
                    + context.getRequiredTestMethod().getName().hashCode();
            context.getStore(OF_THE_KIT)
                    .put(RuleContext.class, new RuleContext(rule.value(), author.harness(), settings, seed));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RuleContext.class;
    }

    @Override
    public RuleContext resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(OF_THE_KIT).get(RuleContext.class, RuleContext.class);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Rule rule = rule(context);
        if (rule == null) {
            invocation.proceed();
        } else {
            new Guard(context.getStore(OF_THE_KIT).get(RuleContext.class, RuleContext.class))
                    .run(rule, invocation::proceed);
        }
    }
}
