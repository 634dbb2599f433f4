package io.messaging.testing;

@MessagingTest(timeoutMillis = 20_000, backend = MessagingTest.IN_MEMORY)
class InMemoryQuiescenceTest extends QuiescenceRules {}
