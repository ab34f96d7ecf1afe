/**
 * Runs plans: worker threads, prefetch, the chunk cache, progress and reports. The only layer that
 * owns threads.
 */
@NullMarked
package org.hyperslab.exec;

import org.jspecify.annotations.NullMarked;
