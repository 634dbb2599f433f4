/** A shop that is told orders and answers with invoices. */
module com.example.shop {
    requires io.messaging;

    exports com.example.shop;
}
