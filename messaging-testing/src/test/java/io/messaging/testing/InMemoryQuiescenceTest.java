package io.messaging.testing;

@MessagingTest(backend = MessagingTest.IN_MEMORY)
class InMemoryQuiescenceTest extends QuiescenceRules {}
