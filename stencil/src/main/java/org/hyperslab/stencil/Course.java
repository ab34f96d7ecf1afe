package org.hyperslab.stencil;

/**
 * What a pass through a block waits for, and says, on its way along the first dimension: so that it
 * can begin before all of its ghost cells are there, and the next block can go on before it ends.
 */
interface Course {
  /** Of a block whose ghost cells are all there, and for whose end everybody waits. */
  Course PLAIN =
      new Course() {
        @Override
        public void beforeRest() {}

        @Override
        public long front() {
          return Long.MAX_VALUE;
        }

        @Override
        public void afterFront() {}
      };

  /** Called before cells behind the block are read; maybe more than once. */
  void beforeRest();

  /** How many of the block's planes are its front: those that the block before it reads. */
  long front();

  /** Called when the front is done; maybe more than once. */
  void afterFront();
}
