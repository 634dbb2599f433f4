/** The rules as data, and what the kit says of them: failures, skips, waits. */
package io.messaging.tck.spec;
