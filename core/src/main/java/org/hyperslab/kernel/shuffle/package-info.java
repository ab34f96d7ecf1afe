/**
 * Byte and bit shuffling at memory speed. Not an API: exported to the codecs of the modules that
 * read files.
 */
@NullMarked
package org.hyperslab.kernel.shuffle;

import org.jspecify.annotations.NullMarked;
