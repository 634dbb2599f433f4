/** Messages and names, among them hard ones. Not exported. */
package io.messaging.tck.sample;
