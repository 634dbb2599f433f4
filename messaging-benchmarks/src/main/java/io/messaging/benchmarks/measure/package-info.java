/** How measurements are taken and condensed: rounds of all contenders in turn, medians and spreads, ratios and bars. */
package io.messaging.benchmarks.measure;
