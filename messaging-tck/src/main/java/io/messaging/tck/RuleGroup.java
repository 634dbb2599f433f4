package io.messaging.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Marks a group of rules in {@link MessagingBackendTck}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Nested
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@TestMethodOrder(SeededOrder.class)
@Execution(ExecutionMode.CONCURRENT)
@interface RuleGroup {}
