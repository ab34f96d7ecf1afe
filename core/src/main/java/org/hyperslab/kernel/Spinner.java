package org.hyperslab.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;

/**
 * Makes a kernel class per operation out of one template class.
 *
 * <p>A loop is fast only when the JIT knows the operation in its body: a vector operator that is
 * not a compile-time constant turns each lanewise call into boxed objects (measured: 100 times
 * slower), and a lambda that varies is a call per element. Writing every loop for every operation
 * by hand is a wall of copies, and passing the operation to a shared loop depends on what the
 * inliner happens to do in a given run. So a template is an ordinary class whose operation is a
 * {@code static final} taken from its <em>class data</em>:
 *
 * <pre>{@code
 * private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
 * }</pre>
 *
 * and {@link #spin} defines the template's own bytes again, as a hidden class with the operation
 * attached (JEP 371). Every operation then has its own methods, profile and compiled code, with the
 * operation folded in; the template itself is never initialised. A copy is nobody's nestmate, so a
 * template that is a nested class must not use private members of the class around it. Spinning
 * takes a fraction of a millisecond and happens at an operation's first use.
 */
public final class Spinner {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Spinner() {}

  /**
   * A new instance of a copy of {@code template}, a class of this package with a constructor
   * without parameters. The copy is no subclass of its template, so the result is seen through a
   * supertype of it.
   */
  static <K> K spin(Class<? extends K> template, Class<K> supertype, Object data) {
    return spin(LOOKUP, template, supertype, data);
  }

  /**
   * As {@link #spin(Class, Class, Object)}, for a template of another package.
   *
   * @param lookup with full access to that package
   */
  public static <K> K spin(
      MethodHandles.Lookup lookup, Class<? extends K> template, Class<K> supertype, Object data) {
    try {
      MethodHandles.Lookup copy =
          lookup.defineHiddenClassWithClassData(bytesOf(template), data, true);
      MethodHandle constructor =
          copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class));
      return supertype.cast(constructor.invoke());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot spin a kernel: template=" + template.getName(), e);
    }
  }

  /**
   * What was attached to the class that calls. To be called from the static initialiser of a
   * template only.
   */
  public static <D> D data(MethodHandles.Lookup caller, Class<D> type) {
    try {
      D data = MethodHandles.classData(caller, ConstantDescs.DEFAULT_NAME, type);
      return Objects.requireNonNull(data, "a template is no kernel, spin it");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytesOf(Class<?> template) throws IOException {
    String file = template.getName().substring(template.getPackageName().length() + 1) + ".class";
    try (InputStream in = template.getResourceAsStream(file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    }
  }
}
