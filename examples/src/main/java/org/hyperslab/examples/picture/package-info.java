/** Pictures of two-dimensional fields, as a paper would show them. */
@NullMarked
package org.hyperslab.examples.picture;

import org.jspecify.annotations.NullMarked;
