/**
 * Where chunks come from and go to: the interfaces that file formats implement, arrays in memory
 * and scratch files.
 */
@NullMarked
package org.hyperslab.store;

import org.jspecify.annotations.NullMarked;
