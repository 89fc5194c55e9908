package dev.llmrouter.policy;

/** Chance that can be repeated: a number that is drawn from a unit, such as the id of a call or a user, and a salt. */
public final class Draw {

    /** FNV-1a over the UTF-16 units of both, then the finalizer of SplittableRandom (Steele et al., 2014). */
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;

    private Draw() {}

    /** {@return a number from 0 to less than 1, the same for the same unit and salt, and evenly spread over both} */
    public static double of(String unit, String salt) {
        long hash = add(add(FNV_OFFSET, salt) * FNV_PRIME, unit);
        return (mixed(hash) >>> 11) * 0x1.0p-53;
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return sum;
    }

    private static long mixed(long hash) {
        long z = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
