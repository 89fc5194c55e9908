package dev.llmrouter.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which arm has which of a million slots. Arms are numbers, 0 is the control. A change of shares moves as few slots as
 * there can be: an arm that grows keeps what it has, and slots only go from and to the control. With two arms it depends
 * on the shares alone, with more also on how they came about. Immutable.
 */
final class Allocation {

    static final int SLOTS = 1_000_000;
    private static final int CONTROL = 0;

    /** The slots from {@code begin} to {@code end} (exclusive). */
    private record Piece(int begin, int end, int arm) {
        int size() {
            return end - begin;
        }
    }

    private final List<Piece> pieces;

    private Allocation(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /** {@return the allocation of these numbers of slots for the arms in their order; they add up to {@link #SLOTS}} */
    static Allocation of(int... shares) {
        return new Allocation(List.of(new Piece(0, SLOTS, CONTROL))).with(shares);
    }

    /** {@return the arm that has a draw from 0 to less than 1} */
    int arm(double draw) {
        int slot = (int) (draw * SLOTS);
        for (Piece piece : pieces) {
            if (slot < piece.end()) {
                return piece.arm();
            }
        }
        throw new IllegalArgumentException("a draw is less than 1, not " + draw);
    }

    /** {@return how many slots an arm has} */
    int share(int arm) {
        return pieces.stream()
                .filter(piece -> piece.arm() == arm)
                .mapToInt(Piece::size)
                .sum();
    }

    /** {@return this with other shares} */
    Allocation with(int... shares) {
        Allocation next = this;
        for (int arm = 1; arm < shares.length; arm++) {
            next = next.giveBack(arm, next.share(arm) - shares[arm]);
        }
        for (int arm = 1; arm < shares.length; arm++) {
            next = next.take(arm, shares[arm] - next.share(arm));
        }
        return next;
    }

    /** From the top, so that an arm that shrinks and grows again has what it had. */
    private Allocation giveBack(int arm, int slots) {
        List<Piece> after = new ArrayList<>();
        int left = slots;
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece piece = pieces.get(i);
            int given = piece.arm() == arm ? Math.max(0, Math.min(left, piece.size())) : 0;
            add(after, new Piece(piece.end() - given, piece.end(), CONTROL));
            add(after, new Piece(piece.begin(), piece.end() - given, piece.arm()));
            left -= given;
        }
        Collections.reverse(after);
        return new Allocation(merged(after));
    }

    private Allocation take(int arm, int slots) {
        List<Piece> after = new ArrayList<>();
        int left = slots;
        for (Piece piece : pieces) {
            int taken = piece.arm() == CONTROL ? Math.max(0, Math.min(left, piece.size())) : 0;
            add(after, new Piece(piece.begin(), piece.begin() + taken, arm));
            add(after, new Piece(piece.begin() + taken, piece.end(), piece.arm()));
            left -= taken;
        }
        return new Allocation(merged(after));
    }

    private static void add(List<Piece> pieces, Piece piece) {
        if (piece.size() > 0) {
            pieces.add(piece);
        }
    }

    private static List<Piece> merged(List<Piece> pieces) {
        List<Piece> merged = new ArrayList<>();
        for (Piece piece : pieces) {
            Piece last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.arm() == piece.arm()) {
                merged.set(merged.size() - 1, new Piece(last.begin(), piece.end(), piece.arm()));
            } else {
                merged.add(piece);
            }
        }
        return List.copyOf(merged);
    }
}
