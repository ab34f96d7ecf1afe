/** What a user sees: lazy arrays, sessions that compute them, and arrays in memory. */
@NullMarked
package org.hyperslab;

import org.jspecify.annotations.NullMarked;
