package io.messaging.testing.quiescence;

import io.messaging.testing.MessagingTest;

@MessagingTest(backend = MessagingTest.IN_MEMORY)
class InMemoryQuiescenceTest extends QuiescenceRules {}
