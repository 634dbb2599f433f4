package io.messaging.testing.quiescence;

import io.messaging.testing.MessagingTest;

@MessagingTest
class EmbeddedQuiescenceTest extends QuiescenceRules {}
