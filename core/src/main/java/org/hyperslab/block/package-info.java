/** Memory: element types, blocks, the pool they come from and the budget that bounds it. */
@NullMarked
package org.hyperslab.block;

import org.jspecify.annotations.NullMarked;
