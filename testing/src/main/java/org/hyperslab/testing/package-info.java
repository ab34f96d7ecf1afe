/** What the tests of several modules share. */
@NullMarked
package org.hyperslab.testing;

import org.jspecify.annotations.NullMarked;
