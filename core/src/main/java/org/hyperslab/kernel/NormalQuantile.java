package org.hyperslab.kernel;

/**
 * The inverse of the standard normal distribution function: Wichura, "Algorithm AS 241: The
 * Percentage Points of the Normal Distribution", Applied Statistics 37 (1988), routine PPND16,
 * accurate to about 16 digits.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // digits as printed there
final class NormalQuantile {
  private NormalQuantile() {}

  /** Quantile of 1/2 + q, for q between -1/2 and 1/2, ends excluded. */
  static double atHalfPlus(double q) {
    return Math.abs(q) <= CENTRE ? centre(q) : tail(q);
  }

  /** Where the central approximation ends. */
  static final double CENTRE = 0.425;

  /** Quantile of 1/2 + q where |q| is at most 0.425. */
  static double centre(double q) {
    double r = 0.180625 - q * q;
    double numerator =
        ((((((A7 * r + A6) * r + A5) * r + A4) * r + A3) * r + A2) * r + A1) * r + A0;
    double denominator =
        ((((((B7 * r + B6) * r + B5) * r + B4) * r + B3) * r + B2) * r + B1) * r + B0;
    return q * numerator / denominator;
  }

  /** Quantile of 1/2 + q where |q| is more. */
  static double tail(double q) {
    double r = Math.sqrt(-StrictMath.log(0.5 - Math.abs(q)));
    boolean near = r <= 5;
    double x = near ? r - 1.6 : r - 5;
    double z = near ? near(x) : far(x);
    return q < 0 ? -z : z;
  }

  private static double near(double x) {
    double numerator =
        ((((((C7 * x + C6) * x + C5) * x + C4) * x + C3) * x + C2) * x + C1) * x + C0;
    double denominator =
        ((((((D7 * x + D6) * x + D5) * x + D4) * x + D3) * x + D2) * x + D1) * x + D0;
    return numerator / denominator;
  }

  private static double far(double x) {
    double numerator =
        ((((((E7 * x + E6) * x + E5) * x + E4) * x + E3) * x + E2) * x + E1) * x + E0;
    double denominator =
        ((((((F7 * x + F6) * x + F5) * x + F4) * x + F3) * x + F2) * x + F1) * x + F0;
    return numerator / denominator;
  }

  // Coefficients of AS 241 by rising power, named as there.
  static final double A0 = 3.3871328727963666080e0;
  static final double A1 = 1.3314166789178437745e+2;
  static final double A2 = 1.9715909503065514427e+3;
  static final double A3 = 1.3731693765509461125e+4;
  static final double A4 = 4.5921953931549871457e+4;
  static final double A5 = 6.7265770927008700853e+4;
  static final double A6 = 3.3430575583588128105e+4;
  static final double A7 = 2.5090809287301226727e+3;

  static final double B0 = 1;
  static final double B1 = 4.2313330701600911252e+1;
  static final double B2 = 6.8718700749205790830e+2;
  static final double B3 = 5.3941960214247511077e+3;
  static final double B4 = 2.1213794301586595867e+4;
  static final double B5 = 3.9307895800092710610e+4;
  static final double B6 = 2.8729085735721942674e+4;
  static final double B7 = 5.2264952788528545610e+3;

  private static final double C0 = 1.42343711074968357734e0;
  private static final double C1 = 4.63033784615654529590e0;
  private static final double C2 = 5.76949722146069140550e0;
  private static final double C3 = 3.64784832476320460504e0;
  private static final double C4 = 1.27045825245236838258e0;
  private static final double C5 = 2.41780725177450611770e-1;
  private static final double C6 = 2.27238449892691845833e-2;
  private static final double C7 = 7.74545014278341407640e-4;

  private static final double D0 = 1;
  private static final double D1 = 2.05319162663775882187e0;
  private static final double D2 = 1.67638483018380384940e0;
  private static final double D3 = 6.89767334985100004550e-1;
  private static final double D4 = 1.48103976427480074590e-1;
  private static final double D5 = 1.51986665636164571966e-2;
  private static final double D6 = 5.47593808499534494600e-4;
  private static final double D7 = 1.05075007164441684324e-9;

  private static final double E0 = 6.65790464350110377720e0;
  private static final double E1 = 5.46378491116411436990e0;
  private static final double E2 = 1.78482653991729133580e0;
  private static final double E3 = 2.96560571828504891230e-1;
  private static final double E4 = 2.65321895265761230930e-2;
  private static final double E5 = 1.24266094738807843860e-3;
  private static final double E6 = 2.71155556874348757815e-5;
  private static final double E7 = 2.01033439929228813265e-7;

  private static final double F0 = 1;
  private static final double F1 = 5.99832206555887937690e-1;
  private static final double F2 = 1.36929880922735805310e-1;
  private static final double F3 = 1.48753612908506148525e-2;
  private static final double F4 = 7.86869131145613259100e-4;
  private static final double F5 = 1.84631831751005468180e-5;
  private static final double F6 = 1.42151175831644588870e-7;
  private static final double F7 = 2.04426310338993978564e-15;
}
