package com.example.shop;

import io.messaging.backend.MessagingBackend;

/** The same tests of a shop with a bug: it forgets what it has billed. Run by the test of the report. */
public class BrokenShopSample extends ShopTest {
    private static final class ForgetfulBilling extends Billing {
        ForgetfulBilling(MessagingBackend backend) {
            super(backend);
        }

        @Override
        boolean isNew(Object number) {
            return true;
        }
    }

    @Override
    Billing openBilling(MessagingBackend backend) {
        return new ForgetfulBilling(backend);
    }
}
