/** The commands of the {@code hyperslab} launcher. */
@NullMarked
package org.hyperslab.examples;

import org.jspecify.annotations.NullMarked;
