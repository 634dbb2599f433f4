/** Internal: how this project reads, writes, copies and compares JSON. Not part of the public API. */
package io.messaging.json;
