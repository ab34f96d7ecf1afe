/**
 * Deflate streams decoded between native memory, some times faster than zlib does it. Not an API:
 * exported to the modules that read files.
 */
@NullMarked
package org.hyperslab.kernel.inflate;

import org.jspecify.annotations.NullMarked;
